package io.firstspike.pipeline.app.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The files that the page is made of, by path. Only those that are listed are served. */
final class StaticFiles {

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String OWN = "/io/firstspike/pipeline/app/page/";
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/";
  private static final String CHARTS_VERSION =
      "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  /** Where a file lies on the class path, and its type. */
  private record Source(String resource, String type) {}

  /**
   * A file.
   *
   * @param type its media type
   * @param bytes its content, not to be changed
   */
  record File(String type, byte[] bytes) {}

  private static final Map<String, Source> SOURCES = sources();

  private final Map<String, File> read = new ConcurrentHashMap<>();

  private static Map<String, Source> sources() {
    Map<String, Source> sources = new HashMap<>();
    for (String script :
        List.of(
            "page",
            "dom",
            "server",
            "charts",
            "frames",
            "course",
            "confusion",
            "spikes",
            "learned",
            "letters")) {
      sources.put("/" + script + ".js", new Source(OWN + script + ".js", SCRIPT));
    }
    sources.put("/page.css", new Source(OWN + "page.css", STYLE));
    // The second is what browsers ask for beside a picture.
    for (String icon : List.of("/icon.svg", "/favicon.ico")) {
      sources.put(icon, new Source(OWN + "icon.svg", "image/svg+xml"));
    }
    String charts = CHARTS + chartsVersion() + "/dist/";
    sources.put("/uplot.js", new Source(charts + "uPlot.esm.js", SCRIPT));
    sources.put("/uplot.css", new Source(charts + "uPlot.min.css", STYLE));
    return Map.copyOf(sources);
  }

  /** The version of uPlot that the program was built with, which its jar names. */
  private static String chartsVersion() {
    Properties told = new Properties();
    try {
      told.load(new ByteArrayInputStream(content(CHARTS_VERSION)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return told.getProperty("version");
  }

  /** The file at {@code path}; empty if there is none. */
  Optional<File> at(String path) {
    return Optional.ofNullable(SOURCES.get(path))
        .map(
            source ->
                read.computeIfAbsent(
                    path, none -> new File(source.type(), content(source.resource()))));
  }

  /** The page itself. */
  static byte[] page() {
    return content(OWN + "index.html");
  }

  private static byte[] content(String resource) {
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks " + resource + ": build it again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
