package io.firstspike.pipeline.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.network.Classifier;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelAssembler;
import io.firstspike.testkit.TopicReader;
import io.firstspike.testkit.TrainedModels;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of a running pipeline, in a browser. */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageInBrowserTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path PICTURES = Path.of("target", "page");
  private static final Pattern PAGE = Pattern.compile("page at (http://\\S+);");
  private static final int FRAMES = 300;
  private static final int LABELLED = 260;
  private static final int FEATURE_FRAMES = 60;
  private static final List<String> VIEWS =
      List.of("frames", "course", "confusion", "spikes", "learned", "letters");

  /** Would run, if anything that comes from a topic became markup. */
  private static final String HOSTILE = "<img src=x onerror=\"document.title='taken'\">";

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;
  private static CommandInBackground job;
  private static CommandInBackground ui;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    broker =
        EmbeddedBroker.start(new EmbeddedBroker.Options(0, Optional.of(folder.resolve("broker"))));
    // The page is there first: it takes up the topics when they come.
    ui =
        new CommandInBackground(
            "ui", "--bootstrap-servers", broker.bootstrapServers(), "--ui-port", "0");
    ui.awaitOutput("Ctrl-C stops it");
    assertThat(ui.output()).contains("the page waits for topics", "frames", "dead-letters");
    job =
        new CommandInBackground(
            "run",
            "--bootstrap-servers",
            broker.bootstrapServers(),
            "--create-topics",
            "--schedule",
            "S1=" + FEATURE_FRAMES,
            "--metrics-every",
            "20",
            "--publish-within",
            "1s",
            "--no-progress");
    job.awaitOutput("Ctrl-C stops it");
    Matcher address = PAGE.matcher(ui.output());
    assertThat(address.find()).isTrue();
    browser = Browser.open(address.group(1));
    send();
    await().atMost(PATIENCE).until(() -> totals(Counter.LABELS_LEARNED) == learnable());
  }

  @AfterAll
  static void close() {
    for (AutoCloseable one : new AutoCloseable[] {browser, ui, job, broker}) {
      try {
        if (one != null) {
          one.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static long learnable() {
    return LABELLED - FEATURE_FRAMES;
  }

  /** Digits, most of them with a label; a hostile frame, label and dead letter. */
  private static void send() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      long now = System.currentTimeMillis();
      for (int i = 0; i < FRAMES; i++) {
        String id = i == FRAMES - 1 ? HOSTILE : "digit-" + i;
        producer.send(FrameFormat.encodeRaw("frames", null, digit("default", id, i, now + i)));
        if (i < LABELLED) {
          String label = TrainedModels.DIGITS.label(i);
          producer.send(
              LabelFormat.encode("labels", null, new Label("default", id, label, now + i + 40)));
        }
      }
      producer.send(new ProducerRecord<>("frames", null, HOSTILE.getBytes(UTF_8)));
      producer.send(
          LabelFormat.encode("labels", null, new Label("default", "digit-299x", HOSTILE, now)));
      producer.send(new ProducerRecord<>("labels", null, HOSTILE.getBytes(UTF_8)));
      producer.flush();
    }
  }

  private static Frame digit(String key, String id, int index, long time) {
    return new Frame(key, id, TrainedModels.DIGITS.image(index), Optional.empty(), time);
  }

  private static List<Received> read(String topic) {
    try (TopicReader reader = new TopicReader(broker.clientProperties(), topic)) {
      return new ArrayList<>(reader.readToEnd());
    }
  }

  private static Metrics metrics() throws Exception {
    List<Received> records = read("metrics");
    return records.isEmpty() ? null : MetricsFormat.decode(records.get(records.size() - 1));
  }

  private static long totals(Counter counter) throws Exception {
    Metrics metrics = metrics();
    return metrics == null ? -1 : metrics.totals().of(counter);
  }

  private static List<Prediction> predictions() throws Exception {
    List<Prediction> all = new ArrayList<>();
    for (Received record : read("predictions")) {
      all.add(PredictionFormat.decode(record));
    }
    return all;
  }

  private static FollowedModel model() throws Exception {
    ModelAssembler assembler = new ModelAssembler();
    FollowedModel latest = null;
    for (Received record : read("models")) {
      latest = assembler.accept(record).orElse(latest);
    }
    return latest;
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static void awaitFigure(String name, String value) {
    browser.awaitText("[data-figure=" + name + "]", value::equals);
  }

  @Test
  @Order(1)
  void figuresAreThoseOfTheTopics() throws Exception {
    browser.go("view=frames");
    await().atMost(PATIENCE).until(() -> totals(Counter.PREDICTIONS) == FRAMES);
    Metrics metrics = metrics();

    awaitFigure("frames", count(metrics.totals().of(Counter.FRAMES_IN)));
    awaitFigure("accuracy", percent(metrics.prequentialAccuracy()));
    awaitFigure("learned", count(learnable()));
    awaitFigure("silent", count(metrics.totals().of(Counter.SILENT)));
    awaitFigure("missing", count(metrics.totals().of(Counter.TRACES_WAITING)));
    awaitFigure("early", count(metrics.totals().of(Counter.LABELS_WAITING)));
    awaitFigure("phase", "decision");
    awaitFigure("version", model().modelVersion());
    awaitFigure("letters", count(read("dead-letters").size()));
    // A frame and a label that cannot be read, and a label for which the network has no neurons.
    assertThat(read("dead-letters")).hasSize(3);
  }

  @Test
  @Order(2)
  void framesAreShownWithDecisionLabelAndMargin() throws Exception {
    browser.go("view=frames");
    List<Prediction> predictions = predictions();
    Prediction last = predictions.get(predictions.size() - 2);
    String card = ".card[data-frame=\"" + last.frameId() + "\"]";
    browser.awaitText(card + " .verdict", (last.label().orElseThrow() + " ?")::equals);

    List<String> ids = browser.attributes(".card", "data-frame");
    assertThat(ids.subList(0, 40))
        .containsExactlyElementsOf(
            predictions.subList(FRAMES - 40, FRAMES).stream()
                .map(Prediction::frameId)
                .sorted((a, b) -> place(predictions, b) - place(predictions, a))
                .toList());
    for (Prediction prediction : predictions) {
      String index = prediction.frameId().replaceAll("\\D", "");
      if (ids.contains(prediction.frameId())
          && !prediction.frameId().equals(HOSTILE)
          && Integer.parseInt(index) < LABELLED) {
        String right = TrainedModels.DIGITS.label(Integer.parseInt(index));
        String decided = prediction.label().orElse("silent");
        assertThat(browser.texts(".card[data-frame=\"" + prediction.frameId() + "\"] .verdict"))
            .containsExactly(decided.equals(right) ? decided + " ✓" : decided + " ✗ " + right);
      }
    }
    assertThat(browser.texts(".card.right")).isNotEmpty();
    assertThat(browser.texts(".card.wrong")).isNotEmpty();
  }

  private static int place(List<Prediction> predictions, String id) {
    for (int i = 0; i < predictions.size(); i++) {
      if (predictions.get(i).frameId().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException(id);
  }

  @Test
  @Order(3)
  void theConfusionMatrixIsThatOfTheTopic() throws Exception {
    browser.go("view=confusion");
    browser.awaitText(".matrix th", "silent"::equals);
    Metrics metrics = metrics();
    for (int label = 0; label < metrics.labels().size(); label++) {
      List<String> row = browser.texts(".matrix tr:nth-child(" + (label + 2) + ") td");
      for (int decided = 0; decided <= metrics.labels().size(); decided++) {
        long number = metrics.confusion()[label][decided];
        assertThat(row.get(decided)).isEqualTo(number == 0 ? "" : count(number));
      }
    }
  }

  @Test
  @Order(4)
  void deadLettersAreShownWithTheirReasonsAndNothingBecomesMarkup() {
    browser.go("view=letters");
    browser.awaitText(".letters td.reason", text -> !text.isEmpty());

    List<String> reasons =
        read("dead-letters").stream()
            .map(DeadLetterFormat::decode)
            .map(one -> one.reason())
            .toList();
    assertThat(browser.texts(".letters td.reason")).containsExactlyInAnyOrderElementsOf(reasons);
    browser.go("view=frames");
    browser.awaitText(".card[data-frame^=\"<img\"] .verdict", text -> !text.isEmpty());
    browser.click(".card[data-frame^=\"<img\"]");
    browser.awaitText(".chosen h2", ("Frame " + HOSTILE)::equals);
    assertThat(browser.value("document.title")).isEqualTo("FirstSpike");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(5)
  void aClickGivesALabelFromWhichTheNetworkLearns() throws Exception {
    FollowedModel before = model();
    long learned = totals(Counter.LABELS_LEARNED);
    int labels = read("labels").size();
    browser.go("view=frames");
    String frame = "digit-" + (FRAMES - 2);
    browser.click(".card[data-frame=\"" + frame + "\"]");
    browser.click(".labels [data-label=\"7\"]");
    browser.awaitText(".said", text -> text.startsWith("Label 7 is on the labels topic"));

    List<Received> written = read("labels");
    assertThat(written).hasSize(labels + 1);
    Label label = (Label) LabelFormat.decode(written.get(labels));
    assertThat(List.of(label.modelKey(), label.frameId(), label.label()))
        .containsExactly("default", frame, "7");
    await().atMost(PATIENCE).until(() -> totals(Counter.LABELS_LEARNED) == learned + 1);
    await().atMost(PATIENCE).until(() -> !model().modelVersion().equals(before.modelVersion()));
    int decision = before.model().spec().features().size();
    assertThat(
            Arrays.deepEquals(
                model().model().weights()[decision], before.model().weights()[decision]))
        .isFalse();
    awaitFigure("learned", count(learned + 1));
    awaitFigure("version", model().modelVersion());
    browser.awaitText(".chosen dd", "7"::equals);
    assertThat(browser.texts(".labels")).isEmpty();
  }

  @Test
  @Order(6)
  void theSpikesAreThoseOfTheNewestModel() throws Exception {
    String frame = "digit-" + (FRAMES - 3);
    browser.go("view=spikes&key=default&frame=" + frame);
    browser.awaitText("h2", text -> text.startsWith("Frame " + frame + " through "));
    Classifier classifier = new Classifier(model().model().serving());
    var decision = classifier.classify(TrainedModels.DIGITS.image(FRAMES - 3));

    assertThat(browser.texts("h2"))
        .contains(
            "Frame "
                + frame
                + " through "
                + model().modelVersion()
                + ": decided "
                + classifier.name(decision))
        .contains("encoder", "S1", "Decision");
    assertThat(browser.texts("[data-stage=encoder] .note"))
        .anyMatch(
            text ->
                text.contains(
                    count(classifier.encode(TrainedModels.DIGITS.image(FRAMES - 3)).count())
                        + " of"));
    // A step back by the keyboard, then all of them played.
    browser.press(Keys.ARROW_LEFT);
    browser.awaitText("[role=status]", "time step 13 of 14"::equals);
    browser.press(Keys.SPACE);
    browser.awaitText("[role=status]", "time step 14 of 14"::equals);
    assertThat(browser.value("document.querySelectorAll('canvas.dark').length")).isEqualTo(4L);
  }

  @Test
  @Order(7)
  void whatIsLearnedIsDrawn() throws Exception {
    browser.go("view=learned");
    browser.awaitText("[data-version]", model().modelVersion()::equals);

    assertThat(
            browser.value(
                "[...document.querySelectorAll('.layer img')].map(i => i.naturalWidth > 100)"))
        .isEqualTo(List.of(true, true));
    assertThat(browser.texts("[data-layer] h2"))
        .containsExactly("S1", "decision, the decision layer");
  }

  @Test
  @Order(8)
  void itIsUsedFromTheKeyboardAndItsPlacesHaveAddresses() {
    browser.go("view=frames");
    browser.awaitText(".card .verdict", text -> !text.isEmpty());
    // The one before has a label from the test of clicks.
    String frame = browser.attributes(".card", "data-frame").get(2);
    browser.focus(".card");
    browser.press(Keys.ARROW_RIGHT);
    browser.press(Keys.ARROW_RIGHT);
    browser.press(Keys.ENTER);
    browser.awaitText(".chosen h2", ("Frame " + frame)::equals);
    assertThat(browser.place()).contains("view=frames", "frame=");
    browser.press("5");
    browser.awaitText(".said", text -> text.startsWith("Label 5 is on the labels topic"));

    browser.press("a");
    browser.awaitText("h2", text -> text.startsWith("Accuracy"));
    assertThat(browser.place()).contains("view=course");
    browser.press("t");
    String theme = (String) browser.value("document.documentElement.dataset.theme");
    browser.press("t");
    assertThat(browser.value("document.documentElement.dataset.theme")).isNotEqualTo(theme);
    browser.press("p");
    browser.awaitText("#standing", "paused"::equals);
    assertThat(browser.attributes("#pause", "aria-pressed")).containsExactly("true");
    browser.press("p");
    browser.awaitText("#standing", "live"::equals);
    browser.press("?");
    browser.awaitText("dialog[open] h2", "Keys"::equals);
  }

  @Test
  @Order(9)
  void anotherKeyIsChosenByAddress() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(
          FrameFormat.encodeRaw(
              "frames", null, digit(HOSTILE, "other", 5, System.currentTimeMillis())));
      producer.flush();
    }
    browser.go("view=frames&key=" + URLEncoder.encode(HOSTILE, UTF_8));
    browser.awaitText(".card[data-frame=other] .verdict", "silent ○"::equals);
    assertThat(browser.value("document.getElementById('key').value")).isEqualTo(HOSTILE);
    assertThat(browser.value("document.title")).isEqualTo("FirstSpike");
  }

  @Test
  @Order(10)
  void everyViewIsDrawnInBothThemesAndFitsAPhone() throws Exception {
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      for (String view : VIEWS) {
        browser.go("view=" + view + "&key=default&frame=digit-" + (FRAMES - 3));
        awaitDrawn(view);
        browser.draw(PICTURES.resolve(view + "-" + theme + ".png"), 1280, false);
        browser.draw(PICTURES.resolve(view + "-" + theme + "-phone.png"), 390, true);
        assertThat(browser.overhang(390)).as(view).isZero();
        assertThat(browser.value("document.documentElement.dataset.theme")).isEqualTo(theme);
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  private static void awaitDrawn(String view) {
    String selector =
        switch (view) {
          case "frames" -> ".card .verdict";
          case "course" -> ".note";
          case "confusion" -> ".matrix th";
          case "spikes" -> "[data-stage=S1] .note";
          case "learned" -> "[data-layer] h2";
          default -> ".letters th";
        };
    browser.awaitText(selector, text -> !text.isEmpty());
  }

  @Test
  @Order(11)
  void aBrokerThatGoesAndComesBackIsWaitedFor() throws Exception {
    browser.go("view=frames&key=default");
    browser.awaitText(".card .verdict", text -> !text.isEmpty());
    String servers = broker.bootstrapServers();
    int port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
    broker.close();
    browser.awaitText("#problem", text -> text.contains("no broker answers at " + servers));
    broker =
        EmbeddedBroker.start(
            new EmbeddedBroker.Options(port, Optional.of(folder.resolve("broker"))));
    browser.awaitText("#problem", String::isEmpty);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(
          FrameFormat.encodeRaw(
              "frames", null, digit("default", "afterwards", 3, System.currentTimeMillis())));
      producer.flush();
    }
    browser.awaitText(".card[data-frame=afterwards] .verdict", text -> !text.isEmpty());
  }

  @Test
  @Order(12)
  void aBrowserThatIsClosedDisturbsNothingAndTheCommandEndsWell() throws Exception {
    browser.close();
    browser = null;
    Cli stopped = ui.stop();
    assertThat(stopped.code()).as(stopped.err()).isZero();
    assertThat(stopped.out()).contains("stopped");
  }
}
