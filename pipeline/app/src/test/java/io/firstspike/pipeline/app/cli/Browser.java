package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;

/** A Chromium without a window, in which a page is used. */
final class Browser implements AutoCloseable {

  /** A system property: without a browser its tests fail, and are not left out. */
  private static final String REQUIRED = "firstspike.browser.required";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST_HEIGHT = 4000;

  private final ChromeDriver driver;
  private final String url;

  private Browser(ChromeDriver driver, String url) {
    this.driver = driver;
    this.url = url;
  }

  /** Opens a browser for the page at {@code url}; leaves the test out where there is none. */
  static Browser open(String url) {
    Optional<File> program = program("chromium", "chromium-browser", "google-chrome");
    Optional<File> server = program("chromedriver");
    if (program.isEmpty() || server.isEmpty()) {
      assertThat(Boolean.getBoolean(REQUIRED)).as("chromium and chromedriver are here").isFalse();
      Assumptions.abort("no chromium, or no chromedriver");
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program.get());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=1280,1000");
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(server.get())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options), url);
  }

  private static Optional<File> program(String... names) {
    List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator));
    return Arrays.stream(names)
        .flatMap(name -> folders.stream().map(folder -> new File(folder, name)))
        .filter(File::canExecute)
        .findFirst();
  }

  /** Goes to a place on the page, such as {@code view=frames}, as somebody who follows a link. */
  void go(String place) {
    driver.get("about:blank");
    driver.get(url + "/#" + place);
  }

  /** What the address says after the #. */
  String place() {
    return driver.getCurrentUrl().replaceFirst("^[^#]*#?", "");
  }

  /** Waits until the text of the element fits. */
  String awaitText(String selector, Predicate<String> fits) {
    return await()
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () -> texts(selector).stream().filter(fits).findFirst().orElse(null),
            text -> text != null);
  }

  /** The texts of all elements that are selected. */
  @SuppressWarnings("unchecked")
  List<String> texts(String selector) {
    return (List<String>)
        driver.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)",
            selector);
  }

  /** The value of an attribute of all elements that are selected. */
  @SuppressWarnings("unchecked")
  List<String> attributes(String selector, String name) {
    return (List<String>)
        driver.executeScript(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map(one => one.getAttribute(arguments[1]))",
            selector,
            name);
  }

  /** Clicks as a mouse does, on what is then at this place. */
  void click(String selector) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              driver.findElement(By.cssSelector(selector)).click();
              return true;
            });
  }

  /** Presses keys where the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Gives an element the focus. */
  void focus(String selector) {
    WebElement element = driver.findElement(By.cssSelector(selector));
    driver.executeScript("arguments[0].focus()", element);
  }

  void tab() {
    press(Keys.TAB);
  }

  /** Evaluates an expression in the page. */
  Object value(String expression) {
    return driver.executeScript("return " + expression);
  }

  /** Chooses the theme, as somebody who has chosen it before. */
  void theme(String name) {
    driver.get(url + "/icon.svg");
    driver.executeScript("localStorage.setItem('firstspike-theme', arguments[0])", name);
  }

  /** Shows the page as on a screen of this width, and draws all of it into a file. */
  void draw(Path file, int width, boolean phone) throws IOException {
    measure(width, 900, phone);
    long height = ((Number) value("document.documentElement.scrollHeight")).longValue();
    measure(width, Math.min(MOST_HEIGHT, height), phone);
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  private void measure(int width, long height, boolean phone) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    // Charts are told of it before a frame is drawn, and have their new size in the next.
    driver.executeAsyncScript(
        "const done = arguments[0];"
            + " const next = (count) => count === 0 ? done()"
            + " : requestAnimationFrame(() => next(count - 1)); next(4);");
  }

  /** By how much the page is wider than a screen of {@code width} pixels. */
  long overhang(int width) {
    measure(width, 900, true);
    long all = ((Number) value("document.documentElement.scrollWidth")).longValue();
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    return all - width;
  }

  /** What the browser has complained of: failures of scripts, what the policy forbids. */
  List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
