package io.firstspike.pipeline.ml.sql;

import static io.firstspike.testkit.TrainedModels.DIGITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.ml.function.FunctionOptions;
import io.firstspike.pipeline.ml.function.SnnClassify;
import io.firstspike.pipeline.ml.function.SnnEncode;
import io.firstspike.pipeline.ml.function.SnnLabel;
import io.firstspike.pipeline.ml.predict.OnError;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import io.firstspike.testkit.ModelPublication;
import io.firstspike.testkit.SmallMnist;
import io.firstspike.testkit.TopicReader;
import io.firstspike.testkit.TrainedModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions, format and shipped scripts, with a real broker, a real cluster and real digits. */
@Tag("slow")
class SqlTest {

  private static final long PATIENCE_SECONDS = 180;
  private static final long START = 1_700_000_000_000L;
  private static final int FRAMES = 60;
  private static final int FIRST = 500;
  private static final Model MODEL = TrainedModels.trained(240);
  private static final Model YOUNG = TrainedModels.trained(40);

  @TempDir private static Path folder;
  private static Path modelFile;
  private static EmbeddedBroker broker;
  private static EmbeddedFlink flink;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    modelFile = folder.resolve("digits.fspk");
    ModelFile.write(modelFile, MODEL);
    broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
    Configuration noRestarts = new Configuration();
    noRestarts.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    flink = EmbeddedFlink.start(4, noRestarts);
    Properties large = broker.clientProperties();
    large.put("max.request.size", Topics.MAX_MODEL_BYTES);
    producer = new KafkaProducer<>(large, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    flink.close();
    broker.close();
  }

  @Test
  void shippedScriptsClassifyPicturesAndComputeAccuracyAsTheEngineDoes() throws Exception {
    TopicNames topics = topics("shipped-");
    List<Decision> expected = new ArrayList<>();
    Classifier classifier = new Classifier(MODEL.serving());
    int right = 0;
    for (int i = 0; i < FRAMES; i++) {
      Decision decision = classifier.classify(DIGITS.image(FIRST + i));
      expected.add(decision);
      right += classifier.name(decision).equals(DIGITS.label(FIRST + i)) ? 1 : 0;
      sendPicture(topics, i);
      sendLabel(topics, i);
    }
    sendLabel(topics, 0); // counts once
    producer.flush();

    run("classify.sql", topics, new StringWriter());
    StringWriter table = new StringWriter();
    run("accuracy.sql", topics, table);

    Map<String, Prediction> predictions = predictions(topics);
    assertThat(predictions).hasSize(FRAMES);
    for (int i = 0; i < FRAMES; i++) {
      Prediction prediction = predictions.get("f-" + i);
      Decision decision = expected.get(i);
      assertThat(prediction.label()).isEqualTo(Optional.of(label(decision.label())));
      assertThat(prediction.potential()).isEqualTo(decision.winner().orElseThrow().potential());
      assertThat(prediction.runnerUp()).isEqualTo(Optional.of(label(decision.runnerUp())));
      assertThat(prediction.runnerUpPotential())
          .isCloseTo(decision.runnerUpPotential(), within(1e-5));
      assertThat(prediction.frameTimestamp()).isEqualTo(START + i);
      assertThat(prediction.modelKey()).isEqualTo("default");
    }
    // All frames are of one window.
    assertThat(table.toString())
        .contains("1 row in set")
        .containsPattern("default \\|.* " + FRAMES + " \\|.* " + (double) right / FRAMES);
  }

  /** With two models on the topic: each frame is classified with that of its key. */
  @Test
  void modelsOfATopicAreFollowedByTheirKeys() throws Exception {
    TopicNames topics = topics("followed-");
    publish(topics, "old", MODEL, "old@1");
    publish(topics, "young", YOUNG, "young@1");
    StreamTableEnvironment tables = tables();
    tables.createTemporarySystemFunction(
        "SNN_CLASSIFY", SnnClassify.following(broker.clientProperties(), topics.models()));
    tables.createTemporaryView("frames", pictures(tables));

    List<Row> rows =
        collect(
            tables,
            "SELECT id, model_key, label, potential, model_version FROM frames"
                + " CROSS JOIN (VALUES ('old'), ('young')) AS k(model_key),"
                + " LATERAL TABLE(SNN_CLASSIFY(image, model_key))");

    assertThat(rows).hasSize(20);
    Map<Object, Classifier> classifiers =
        Map.of("old", new Classifier(MODEL.serving()), "young", new Classifier(YOUNG.serving()));
    for (Row row : rows) {
      Image digit = DIGITS.image((Integer) row.getField(0));
      Decision decision = classifiers.get(row.getField(1)).classify(digit);
      assertThat(row.getField(2)).isEqualTo(label(decision.label()));
      assertThat((Float) row.getField(3)).isEqualTo(decision.winner().orElseThrow().potential());
      assertThat(row.getField(4)).isEqualTo(row.getField(1) + "@1");
    }
    assertThatThrownBy(
            () ->
                collect(
                    tables, "SELECT label FROM frames, LATERAL TABLE(SNN_CLASSIFY(image, 'none'))"))
        .hasStackTraceContaining("has no model \"none\" (it has old, young): let a job publish");
    tables.createTemporarySystemFunction(
        "SMALL",
        SnnLabel.following(broker.clientProperties(), topics.models(), new NetworkLimit(100_000)));
    assertThatThrownBy(() -> collect(tables, "SELECT SMALL(image, 'old') FROM frames"))
        .hasStackTraceContaining("has no model \"old\" (left out was " + topics.models() + "-")
        .hasStackTraceContaining("more than the limit of 100,000");
  }

  /** A query that runs on classifies with the new version, without a restart. */
  @Test
  @SuppressWarnings("try") // of CloseableIterator's own close()
  void aNewVersionIsTakenOverInTheMiddleOfAQuery() throws Exception {
    TopicNames topics = topics("renewed-");
    publish(topics, "default", YOUNG, "young@1");
    Image image = DIGITS.image(FIRST);
    StreamTableEnvironment tables = tables();
    tables.createTemporarySystemFunction(
        "SNN_CLASSIFY", SnnClassify.following(broker.clientProperties(), topics.models()));
    tables.executeSql(
        "CREATE TABLE ticks (n INT) WITH ('connector' = 'datagen', 'rows-per-second' = '50')");

    try (CloseableIterator<Row> rows =
        tables
            .executeSql(
                "SELECT model_version, potential FROM ticks, LATERAL TABLE(SNN_CLASSIFY(x'"
                    + hex(SmallMnist.png(image))
                    + "'))")
            .collect()) {
      assertThat(rows.next()).isEqualTo(Row.of("young@1", potential(YOUNG, image)));
      publish(topics, "default", MODEL, "default@2");
      Row row = rows.next();
      while (row.getField(0).equals("young@1")) {
        row = rows.next();
      }
      assertThat(row).isEqualTo(Row.of("default@2", potential(MODEL, image)));
    }
  }

  private static float potential(Model model, Image image) {
    return new Classifier(model.serving()).classify(image).winner().orElseThrow().potential();
  }

  @Test
  void imagesComeAsPicturesAsRowsAndAsObjects() throws Exception {
    StreamExecutionEnvironment env = flink.environment(new Configuration(), job -> {});
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.createTemporarySystemFunction("SNN_LABEL", SnnLabel.of(modelFile));
    tables.createTemporarySystemFunction("SNN_ENCODE", SnnEncode.of(MODEL.spec()));
    Image image = DIGITS.image(FIRST);
    tables.createTemporaryView(
        "objects", tables.fromDataStream(env.fromData(SpikeTypes.IMAGE, image)).as("image"));
    tables.createTemporaryView("pictures", pictures(tables));
    String label = new Classifier(MODEL.serving()).name(classify(image));

    assertThat(collect(tables, "SELECT SNN_LABEL(image) FROM objects"))
        .containsExactly(Row.of(label));
    assertThat(collect(tables, "SELECT SNN_LABEL(ROW(28, 28, 1, x'" + hex(image.samples()) + "'))"))
        .containsExactly(Row.of(label));
    assertThat(
            collect(
                tables,
                "SELECT latency, `map`, y, x FROM pictures, LATERAL TABLE(SNN_ENCODE(image))"
                    + " WHERE id = "
                    + FIRST))
        .isEqualTo(spikes(image));
    assertThat(collect(tables, "SELECT SNN_LABEL(CAST(NULL AS BYTES))"))
        .containsExactly(Row.of((Object) null));
  }

  @Test
  void wrongArgumentsAndColumnsAreNamedByFlinksOwnExceptions() throws Exception {
    StreamTableEnvironment tables = tables();
    tables.createTemporarySystemFunction("SNN_LABEL", SnnLabel.of(modelFile));

    assertThatThrownBy(() -> collect(tables, "SELECT SNN_LABEL('seven')"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining("SNN_LABEL: argument image must be BYTES")
        .hasStackTraceContaining("found CHAR(5)");
    assertThatThrownBy(() -> SnnLabel.of(folder.resolve("none.fspk")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("none.fspk");
    assertThatThrownBy(() -> SnnLabel.of(modelFile, new NetworkLimit(100_000)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("more than the limit of 100,000");
    tables.executeSql("CREATE TABLE wrong (height STRING) " + imageTopic("frames", ""));
    assertThatThrownBy(() -> collect(tables, "SELECT * FROM wrong"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining(
            "column height of format firstspike-image must be INT; found STRING");
    assertThatThrownBy(() -> collect(tables, "SELECT SNN_LABEL(x'00')"))
        .hasStackTraceContaining("an image cannot be used: the image is of no known format");
    tables.createTemporarySystemFunction(
        "LENIENT", SnnLabel.of(modelFile).with(FunctionOptions.DEFAULT.withOnError(OnError.NULL)));
    assertThat(collect(tables, "SELECT LENIENT(x'00')")).containsExactly(Row.of((Object) null));
  }

  /** Raw frames whose sizes stand in their headers, as a replay sends them, beside a picture. */
  @Test
  void theFormatPassesMetadataOnAndReactsToWhatIsNoImage() throws Exception {
    TopicNames topics = topics("mixed-");
    sendPicture(topics, 0);
    ProducerRecord<byte[], byte[]> raw =
        record(topics.frames(), "f-1", START + 1, DIGITS.image(FIRST + 1).samples());
    raw.headers().add("height", utf8("28")).add("width", utf8("28"));
    producer.send(raw);
    producer.send(new ProducerRecord<>(topics.frames(), 0, null, null));
    producer.flush();
    StreamTableEnvironment tables = tables();
    tables.createTemporarySystemFunction("SNN_LABEL", SnnLabel.of(modelFile));
    String columns =
        " (height INT, samples BYTES, headers MAP<STRING, BYTES> METADATA VIRTUAL, at_offset BIGINT"
            + " METADATA FROM 'offset' VIRTUAL, part INT METADATA FROM 'partition' VIRTUAL, sent"
            + " TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL) ";
    for (String reaction : List.of("fail", "skip", "null")) {
      tables.executeSql(
          "CREATE TABLE on_"
              + reaction
              + columns
              + imageTopic(topics.frames(), "'firstspike-image.on-error' = '" + reaction + "',"));
    }
    tables.executeSql(
        "CREATE TABLE bytes_and_headers (v BYTES, headers MAP<STRING, BYTES> METADATA VIRTUAL) "
            + imageTopic(topics.frames(), "").replace("firstspike-image", "raw"));
    String select =
        "SELECT DECODE(headers['frame-id'], 'UTF-8'), DECODE(headers['event-time'], 'UTF-8'),"
            + " at_offset, part, height FROM ";

    assertThat(collect(tables, select + "on_null"))
        .containsExactly(
            Row.of("f-0", Long.toString(START), 0L, 0, 28),
            Row.of("f-1", Long.toString(START + 1), 1L, 0, null));
    assertThat(collect(tables, select + "on_skip")).hasSize(1);
    assertThatThrownBy(() -> collect(tables, select + "on_fail"))
        .hasStackTraceContaining("raw samples need the table's options height and width");
    assertThat(
            collect(
                tables,
                "SELECT SNN_LABEL(ROW(CAST(DECODE(headers['height'], 'UTF-8') AS INT),"
                    + " CAST(DECODE(headers['width'], 'UTF-8') AS INT), 1, v))"
                    + " FROM bytes_and_headers WHERE headers['height'] IS NOT NULL"))
        .containsExactly(
            Row.of(new Classifier(MODEL.serving()).name(classify(DIGITS.image(FIRST + 1)))));
  }

  /** The job would meet the same image again. */
  @Test
  void anImageThatCannotBeUsedEndsAJobThatWouldBeTriedAgain() throws Throwable {
    TopicNames topics = topics("damaged-");
    producer.send(new ProducerRecord<>(topics.frames(), 0, null, utf8("no image")));
    producer.flush();
    String tryAgain =
        "SET 'restart-strategy.type' = 'fixed-delay';\n"
            + "SET 'restart-strategy.fixed-delay.delay' = '1 h';\n"
            + "CREATE TABLE images (height INT) "
            + imageTopic(topics.frames(), "")
            + ";\n";

    assertThatThrownBy(() -> runText(tryAgain + "SELECT * FROM images", new StringWriter()))
        .hasMessageContaining("a record of format firstspike-image is no image");
    String function = "CREATE FUNCTION MINE AS '" + SnnLabel.class.getName() + "';\n";
    String parameters = "SET 'pipeline.global-job-parameters' = 'firstspike.model:" + modelFile;
    assertThatThrownBy(
            () ->
                runText(
                    tryAgain + parameters + "';\n" + function + "SELECT MINE(x'00')",
                    new StringWriter()))
        .hasMessageContaining("an image cannot be used: the image is of no known format");
  }

  @Test
  void functionsThatSqlCreatesTakeTheirModelFromTheJobsParameters() throws Throwable {
    String create = "CREATE FUNCTION MINE AS '" + SnnLabel.class.getName() + "';\n";
    String query = "SELECT MINE(x'" + hex(SmallMnist.png(DIGITS.image(FIRST))) + "')";
    StringWriter out = new StringWriter();
    String parameters = "SET 'pipeline.global-job-parameters' = 'firstspike.model:" + modelFile;
    runText(parameters + "';\n" + create + query, out);

    assertThat(out.toString()).contains(" " + label(classify(DIGITS.image(FIRST)).label()) + " |");
    assertThatThrownBy(() -> runText(create + "\n" + query, new StringWriter()))
        .hasMessageContaining("script, line 3 (SELECT MINE")
        .hasMessageContaining("the function has no model: SET 'pipeline.global-job-parameters'");
    String small = ",firstspike.max-weights:100000';\n";
    assertThatThrownBy(() -> runText(parameters + small + create + query, new StringWriter()))
        .hasMessageContaining("more than the limit of 100,000");
    assertThatThrownBy(() -> runText("SELECT 1;\n\nSELECT 2 FORM x", new StringWriter()))
        .hasMessageContaining("script, line 3 (SELECT 2 FORM)")
        .hasMessageEndingWith("\"x\" at line 3, column 15.");
    String nowhere = "CREATE TABLE nowhere (height INT) " + imageTopic("nowhere", "");
    assertThatThrownBy(
            () -> runText(nowhere + ";\nSELECT COUNT(*) FROM nowhere;", new StringWriter()))
        .hasMessageContaining("table nowhere: the broker at " + broker.bootstrapServers())
        .hasMessageContaining("has no topic nowhere");
  }

  private static TopicNames topics(String prefix) {
    TopicNames topics = TopicNames.DEFAULT.withPrefix(prefix);
    Topics.ensure(broker.clientProperties(), topics, 1);
    return topics;
  }

  private static void publish(TopicNames topics, String key, Model model, String version) {
    for (ModelUpdate update : ModelPublication.of(key, version, model)) {
      producer.send(ModelUpdateFormat.encode(topics.models(), 1, update));
    }
    producer.flush();
  }

  private static void sendPicture(TopicNames topics, int number) throws Exception {
    producer.send(
        record(
            topics.frames(),
            "f-" + number,
            START + number,
            SmallMnist.png(DIGITS.image(FIRST + number))));
  }

  private static void sendLabel(TopicNames topics, int number) {
    String label = "{\"frameId\": \"f-" + number + "\", \"label\": " + DIGITS.label(FIRST + number);
    producer.send(record(topics.labels(), "l", START + number + 500, utf8(label + "}")));
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, String id, long time, byte[] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, null, value);
    record.headers().add("frame-id", utf8(id)).add("event-time", utf8(Long.toString(time)));
    return record;
  }

  private static Map<String, Prediction> predictions(TopicNames topics) throws Exception {
    Map<String, Prediction> predictions = new HashMap<>();
    try (TopicReader reader = new TopicReader(broker.clientProperties(), topics.predictions())) {
      for (Received record : reader.readToEnd()) {
        Prediction prediction = PredictionFormat.decode(record);
        predictions.put(prediction.frameId(), prediction);
      }
    }
    return predictions;
  }

  private static void run(String script, TopicNames topics, StringWriter out) throws Exception {
    Map<String, String> variables =
        Map.of(
            "bootstrap-servers",
            broker.bootstrapServers(),
            "frames",
            topics.frames(),
            "labels",
            topics.labels(),
            "predictions",
            topics.predictions(),
            "end",
            "latest-offset");
    run(SqlScript.load(script, variables), out);
  }

  private static void runText(String text, StringWriter out) throws Throwable {
    try {
      run(SqlScript.parse("script", text, Map.of()), out);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static void run(SqlScript script, StringWriter out) throws Exception {
    new ScriptRunner(
            submitted -> flink.environment(new Configuration(), submitted),
            Map.of(),
            SqlTest::register,
            new PrintWriter(out),
            note -> {},
            Duration.ofSeconds(30))
        .start(script)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void register(TableEnvironment tables) {
    tables.createTemporarySystemFunction("SNN_CLASSIFY", SnnClassify.of(modelFile));
  }

  private static StreamTableEnvironment tables() {
    return StreamTableEnvironment.create(flink.environment(new Configuration(), job -> {}));
  }

  /** Ten digits as pictures. */
  private static Table pictures(StreamTableEnvironment tables) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = FIRST; i < FIRST + 10; i++) {
      rows.add(Row.of(i, SmallMnist.png(DIGITS.image(i))));
    }
    return tables.fromValues(rows).as("id", "image");
  }

  @SuppressWarnings("try") // of CloseableIterator's own close()
  private static List<Row> collect(TableEnvironment tables, String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> iterator = tables.executeSql(query).collect()) {
      iterator.forEachRemaining(rows::add);
    }
    return rows;
  }

  private static String imageTopic(String topic, String options) {
    return "WITH ('connector' = 'kafka', 'topic' = '"
        + topic
        + "', 'properties.bootstrap.servers' = '"
        + broker.bootstrapServers()
        + "', 'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset', "
        + options
        + " 'format' = 'firstspike-image')";
  }

  private static List<Row> spikes(Image image) {
    Volley volley = new Encoder(MODEL.spec().input(), MODEL.spec().encoding()).encode(image);
    byte[] latencies = volley.latencies();
    Shape shape = volley.shape();
    List<Row> rows = new ArrayList<>();
    for (int step = 0; step < volley.steps(); step++) {
      for (int map = 0; map < shape.maps(); map++) {
        for (int y = 0; y < shape.height(); y++) {
          for (int x = 0; x < shape.width(); x++) {
            if (latencies[shape.index(map, y, x)] == step) {
              rows.add(Row.of(step, map, y, x));
            }
          }
        }
      }
    }
    return rows;
  }

  private static Decision classify(Image image) {
    return new Classifier(MODEL.serving()).classify(image);
  }

  private static String label(int index) {
    return MODEL.spec().decision().labels().get(index);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
