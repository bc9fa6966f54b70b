package io.firstspike.pipeline.app.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.page.board.Board;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import io.firstspike.pipeline.stream.frame.FrameRules;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.testkit.ListeningSockets;
import io.firstspike.testkit.TrainedModels;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PageServerTest {

  private static final String KEY = "a key/with & <signs>";
  private static final String FRAME = "7&<b>";
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" content=\"([0-9a-f]{48})\"");

  private final Board board = new Board();
  private final LearnedNetworks networks = new LearnedNetworks();
  private final FramePictures pictures = new FramePictures(FrameRules.DEFAULT.format(), networks);
  private LabelWriter writer;
  private PageServer server;

  @BeforeEach
  void open() throws Exception {
    open(List.of());
  }

  private void open(List<String> names) throws Exception {
    writer = new LabelWriter(nowhere(), "labels");
    server =
        PageServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            names,
            board,
            new BoardViews(board, pictures),
            new Questions(board, networks, pictures, writer));
  }

  @AfterEach
  void close() {
    server.close();
    writer.close();
  }

  /** A broker that is not there. */
  private static Properties nowhere() {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", "127.0.0.1:1");
    return client;
  }

  /**
   * An answer.
   *
   * @param headers by lower-case name
   */
  private record Told(int status, Map<String, String> headers, byte[] body) {

    String text() {
      return new String(body, UTF_8);
    }

    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  private String host() {
    return "127.0.0.1:" + server.address().getPort();
  }

  /** Asks as it is told to, also with headers that Java's client would not send. */
  private Told ask(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    Map<String, String> all = new HashMap<>(Map.of("Host", host()));
    all.putAll(headers);
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    all.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    byte[] content = body.getBytes(UTF_8);
    request.append("Content-Length: " + content.length + "\r\nConnection: close\r\n\r\n");
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.getOutputStream().write(request.toString().getBytes(UTF_8));
      socket.getOutputStream().write(content);
      byte[] answer = socket.getInputStream().readAllBytes();
      int end = new String(answer, ISO_8859_1).indexOf("\r\n\r\n");
      String[] lines = new String(answer, 0, end, UTF_8).split("\r\n");
      Map<String, String> told = new HashMap<>();
      for (int i = 1; i < lines.length; i++) {
        String[] parts = lines[i].split(": ", 2);
        told.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
      }
      return new Told(
          Integer.parseInt(lines[0].split(" ")[1]),
          told,
          Arrays.copyOfRange(answer, end + 4, answer.length));
    }
  }

  private Told get(String path) throws IOException {
    return ask("GET", path, Map.of(), "");
  }

  private String token() throws IOException {
    Matcher token = TOKEN.matcher(get("/").text());
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private Told give(Map<String, String> change, String body) throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Origin", "http://" + host());
    headers.put("X-FirstSpike-Token", token());
    headers.putAll(change);
    return ask("POST", "/api/labels", headers, body);
  }

  private static String label(String text) {
    return "{\"key\":\"" + KEY + "\",\"frame\":\"" + FRAME + "\",\"label\":\"" + text + "\"}";
  }

  private static String query(String more) {
    return "?key="
        + URLEncoder.encode(KEY, UTF_8)
        + "&frame="
        + URLEncoder.encode(FRAME, UTF_8)
        + more;
  }

  private void show(Image image) {
    board.frame(
        KEY,
        FRAME,
        FrameFormat.raw(
            new Origin("frames", 0, 5, 100), new Frame(KEY, FRAME, image, Optional.empty(), 100)));
    board.decision(
        new Prediction(
            KEY, FRAME, Optional.of("3"), Optional.empty(), "decision", 1, 0, -1, "v@1", 100, 101));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.css", "/page.js", "/api/board", "/nothing", "/api/network"})
  void everyAnswerSaysWhatABrowserMayDoWithIt(String path) throws Exception {
    Told told = get(path);

    assertThat(told.headers().get("content-security-policy"))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http:", "https:");
    assertThat(told.headers())
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("referrer-policy", "no-referrer")
        .containsEntry("cross-origin-resource-policy", "same-origin");
  }

  /** All that the page names is there, and nothing is fetched from elsewhere. */
  @Test
  void thePageNeedsNothingButItsOwnFiles() throws Exception {
    Set<String> known = new HashSet<>();
    List<String> open = new ArrayList<>(List.of("/"));
    Pattern names = Pattern.compile("(?:href|src|from)[= ]\"\\.?(/[a-z.]+)\"");
    while (!open.isEmpty()) {
      String path = open.remove(0);
      if (known.add(path)) {
        Told told = get(path);
        assertThat(told.status()).as(path).isEqualTo(200);
        Matcher named = names.matcher(path.equals("/uplot.js") ? "" : told.text());
        while (named.find()) {
          open.add(named.group(1));
        }
        if (!path.startsWith("/uplot") && !path.equals("/icon.svg") && !path.equals("/dom.js")) {
          assertThat(told.text()).as(path).doesNotContain("http:", "https:", "innerHTML", "eval(");
        }
      }
    }
    assertThat(known).contains("/page.js", "/charts.js", "/uplot.js", "/uplot.css", "/spikes.js");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/index.html,404",
    "GET,/../page.css,404",
    "GET,/%2e%2e/Page.class,404",
    "GET,/api/network,400",
    "GET,/api/network?key=none,404",
    "GET,/api/layer?key=none&layer=x,400",
    "GET,/api/raster?key=none&frame=1,404",
    "GET,/api/frame?key=none&frame=1,404",
    "PUT,/api/labels,405",
    "DELETE,/,405",
    "POST,/api/board,404",
    "HEAD,/,200"
  })
  void whatIsNotThereIsSaid(String method, String path, int status) throws Exception {
    Told told = ask(method, path, Map.of(), "");

    assertThat(told.status()).isEqualTo(status);
    if (status != 200) {
      assertThat(told.json().get("error").asText()).isNotBlank();
    } else {
      assertThat(told.body()).isEmpty();
    }
  }

  /** Another site must not read the page under a name of its own (DNS rebinding). */
  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:PORT", "localhost", ""})
  void otherNamesAreRefused(String host) throws Exception {
    String port = Integer.toString(server.address().getPort());
    for (String path : List.of("/", "/api/board", "/events")) {
      assertThat(ask("GET", path, Map.of("Host", host.replace("PORT", port)), "").status())
          .isIn(400, 403);
    }
    assertThat(ask("GET", "/", Map.of("Host", "LOCALHOST:" + port), "").status()).isEqualTo(200);
  }

  @Test
  void namesThatTheUserGivesAreTheOnlyOnes() throws Exception {
    close();
    open(List.of("Page.example:80", "page.example"));

    assertThat(ask("GET", "/", Map.of("Host", "page.example"), "").status()).isEqualTo(200);
    assertThat(ask("GET", "/", Map.of("Host", "page.example:80"), "").status()).isEqualTo(200);
    assertThat(get("/").status()).isEqualTo(403);
  }

  @Test
  void onlyThePageItselfMayWrite() throws Exception {
    show(TrainedModels.DIGITS.image(0));

    assertThat(give(Map.of("Origin", "http://evil.example"), label("7")).status()).isEqualTo(403);
    assertThat(give(Map.of("Origin", "null"), label("7")).status()).isEqualTo(403);
    assertThat(give(Map.of("Origin", ""), label("7")).status()).isEqualTo(403);
    assertThat(give(Map.of("X-FirstSpike-Token", "0".repeat(48)), label("7")).status())
        .isEqualTo(403);
    assertThat(give(Map.of("X-FirstSpike-Token", ""), label("7")).status()).isEqualTo(403);
    // Admitted, and only the broker is missing.
    assertThat(give(Map.of(), label("7")).status()).isEqualTo(503);
  }

  @Test
  void tokensDifferFromStartToStart() throws Exception {
    String first = token();
    close();
    open();

    assertThat(token()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 400",
        "null | 400",
        "{\"key\":\"k\",\"frame\":\"f\"} | 400",
        "{\"key\":\"k\",\"frame\":\"f\",\"label\":null} | 400",
        "{\"key\":\"k\",\"frame\":\"f\",\"label\":\" \"} | 400",
        "{\"key\":\"k\",\"frame\":\"f\",\"label\":\"7\"} | 404"
      })
  void labelsThatAreNoneAreRefused(String body, int status) throws Exception {
    Told told = give(Map.of(), body);

    assertThat(told.status()).as(told.text()).isEqualTo(status);
    assertThat(told.json().get("error").asText()).isNotBlank();
  }

  @Test
  void aSecondLabelAndAHugeOneAreRefused() throws Exception {
    show(TrainedModels.DIGITS.image(0));
    board.label(new Label(KEY, FRAME, "3", 200));

    assertThat(give(Map.of(), label("7")).status()).isEqualTo(409);
    assertThat(give(Map.of(), label("7".repeat(70_000))).status()).isEqualTo(413);
  }

  @Test
  void theBoardHasThePicturesOfItsFrames() throws Exception {
    Image digit = TrainedModels.DIGITS.image(0);
    show(digit);
    JsonNode frame = get("/api/board" + query("")).json().at("/shown/frames/0");

    String[] picture = frame.get("picture").asText().split(",");
    BufferedImage drawn =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(picture[1])));
    assertThat(frame.get("id").asText()).isEqualTo(FRAME);
    assertSame(drawn, digit);
    assertSame(ImageIO.read(new ByteArrayInputStream(get("/api/frame" + query("")).body())), digit);
  }

  private static void assertSame(BufferedImage drawn, Image image) {
    assertThat(drawn.getWidth()).isEqualTo(image.width());
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        assertThat(drawn.getRaster().getSample(column, row, 0))
            .isEqualTo(image.samples()[row * image.width() + column] & 0xff);
      }
    }
  }

  @Test
  void largeColourFramesAreMadeSmallByMeans() {
    byte[] samples = new byte[200 * 400 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i % 3 == 0 ? 200 : i % 3 == 1 ? i % 2 * 100 : 7);
    }
    Image small = FramePictures.within(new Image(200, 400, 3, samples), 64);

    assertThat(small.dimensions()).isEqualTo("32x64 colour");
    for (int i = 0; i < small.samples().length; i += 3) {
      assertThat(small.samples()[i] & 0xff).isEqualTo(200);
      assertThat(small.samples()[i + 1] & 0xff).isBetween(40, 60);
      assertThat(small.samples()[i + 2] & 0xff).isEqualTo(7);
    }
  }

  @Test
  void networksLayersAndSpikesAreTold() throws Exception {
    show(TrainedModels.DIGITS.image(0));
    networks.take(new FollowedModel(KEY, "net@40", TrainedModels.trained(40)));

    JsonNode network = get("/api/network" + query("")).json();
    assertThat(network.get("version").asText()).isEqualTo("net@40");
    assertThat(network.get("layers")).hasSize(2);
    Told layer = get("/api/layer" + query("&layer=1"));
    assertThat(layer.headers()).containsEntry("content-type", "image/png");
    assertThat(get("/api/layer" + query("&layer=2")).status()).isEqualTo(404);
    JsonNode raster = get("/api/raster" + query("")).json();
    assertThat(Base64.getDecoder().decode(raster.at("/layers/0/latencies").asText()))
        .hasSize(6 * 28 * 28);
    show(Image.grey(1, 1, new byte[1]));
    assertThat(get("/api/raster" + query("")).status()).isEqualTo(422);
  }

  /** Reads what a page is sent. */
  private final class LivePage implements AutoCloseable {

    private final Socket socket = new Socket("127.0.0.1", server.address().getPort());
    private final BufferedReader lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));

    LivePage() throws IOException {
      socket.setSoTimeout(60_000);
      String request = "GET /events HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
    }

    String status() throws IOException {
      return lines.readLine();
    }

    /** The next state of the board with {@code count} dead letters or more. */
    void awaitLetters(long count) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          JsonNode told = new ObjectMapper().readTree(line.substring(6));
          if (told.at("/deadLetters/seen").asLong() >= count) {
            return;
          }
        }
      }
      throw new AssertionError("the stream has ended");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private void addLetter() {
    Frame frame = new Frame(KEY, FRAME, Image.grey(1, 1, new byte[1]), Optional.empty(), 100);
    board.deadLetter(
        KEY,
        DeadLetter.of(
            FrameFormat.raw(new Origin("frames", 0, 1, 2), frame), "frame", "</script><b>"),
        1);
  }

  @Test
  void aHundredPagesAreServedAndOneThatDoesNotReadStopsNone() throws Exception {
    show(TrainedModels.DIGITS.image(0));
    List<LivePage> pages = new ArrayList<>();
    try {
      pages.add(new LivePage());
      for (int i = 0; i < 100; i++) {
        pages.add(new LivePage());
        assertThat(pages.get(i + 1).status()).contains("200");
      }
      for (int letter = 1; letter <= 3; letter++) {
        addLetter();
        for (LivePage page : pages.subList(1, pages.size())) {
          page.awaitLetters(letter);
        }
        assertThat(get("/api/board").status()).isEqualTo(200);
      }
    } finally {
      for (LivePage page : pages) {
        page.close();
      }
    }
  }

  @Test
  void pagesThatAreClosedMakeRoomForOthers() throws Exception {
    List<LivePage> pages = new ArrayList<>();
    for (int i = 0; i < LiveBoard.MOST_PAGES; i++) {
      pages.add(new LivePage());
      assertThat(pages.get(i).status()).contains("200");
    }
    try (LivePage one = new LivePage()) {
      assertThat(one.status()).contains("503");
    }
    for (LivePage page : pages) {
      page.close();
    }
    await()
        .until(
            () -> {
              addLetter();
              try (LivePage again = new LivePage()) {
                return again.status().contains("200");
              }
            });
  }

  @Test
  void mistakesAreNamedBeforeAnythingIsStarted() {
    assertRefused("--ui-port is 70000, must be 0 to 65,535", "--ui-port", "70000");
    assertRefused("is no address of a machine", "--ui-address", "no such host");
    String taken = Integer.toString(server.address().getPort());
    PageOptions options = CommandLine.populateCommand(new PageOptions(), "--ui-port", taken);
    assertThatThrownBy(
            () ->
                Page.open(
                    nowhere(),
                    TopicNames.DEFAULT,
                    TopicNames.EVENTS.frames(),
                    FrameRules.DEFAULT,
                    NetworkLimit.DEFAULT,
                    options))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--ui-port " + taken + " cannot be opened on 127.0.0.1");
  }

  private static void assertRefused(String reason, String... options) {
    assertThatThrownBy(() -> CommandLine.populateCommand(new PageOptions(), options).check())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void itListensOnLoopbackAlone() throws Exception {
    List<InetSocketAddress> sockets = ListeningSockets.known() ? ListeningSockets.all() : List.of();

    assertThat(sockets)
        .filteredOn(socket -> socket.getPort() == server.address().getPort())
        .allMatch(socket -> socket.getAddress().isLoopbackAddress());
    assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
  }
}
