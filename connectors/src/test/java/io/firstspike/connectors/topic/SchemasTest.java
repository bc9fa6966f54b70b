package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.LabelCommand.Action;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the published schemas of topics against what is written and what is refused. */
class SchemasTest {

  private static final Path FOLDER = Path.of("..", "docs", "reference", "schemas");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema LABEL = schema("label");

  private static final Metrics.Latency LATENCY = new Metrics.Latency(1, 2, 3);

  /**
   * A kind of record.
   *
   * @param schema the name of its schema
   * @param examples values as they are written
   */
  private record Kind(String schema, Reader reader, List<String> examples) {

    @Override
    public String toString() {
      return schema;
    }
  }

  /** Reads a record as the program does. */
  private interface Reader {
    void read(Received received) throws MalformedException;
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind(
            "label",
            LabelFormat::decode,
            List.of(
                value(LabelFormat.encode("t", null, new Label("k", "f", "7", 5))),
                value(LabelFormat.encode("t", null, command(Action.RETIRE))),
                value(LabelFormat.encode("t", null, command(Action.RESTORE))))),
        new Kind(
            "prediction",
            PredictionFormat::decode,
            List.of(
                value(PredictionFormat.encode("t", prediction(Optional.of("7"), 4))),
                value(PredictionFormat.encode("t", prediction(Optional.of("7"), -1))),
                value(PredictionFormat.encode("t", prediction(Optional.empty(), -1))))),
        new Kind(
            "metrics",
            MetricsFormat::decode,
            List.of(
                metrics(0.5, LATENCY, new Metrics.Drift(true, 1, 5L, 4L), MetricsFormat.MAX_BYTES),
                metrics(null, null, new Metrics.Drift(false, 0, null, null), 1 << 20),
                metrics(1.0, null, null, MetricsFormat.LEAST_BYTES))),
        new Kind("model-manifest", ModelUpdateFormat::decode, List.of(manifest())));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsWrittenIsWithinTheSchema(Kind kind) {
    for (String example : kind.examples()) {
      assertThat(schema(kind.schema()).validate(json(example))).as(example).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSchemaNamesEachFieldThatIsWritten(Kind kind) throws IOException {
    Set<String> written = new TreeSet<>();
    kind.examples().forEach(example -> written.addAll(names(json(example))));
    Set<String> described = new TreeSet<>();
    describe(parsed(kind.schema()), described);
    written.removeAll(Set.of("cat", "dog", "S1", "S3")); // keys that are data
    assertThat(described).isEqualTo(written);
  }

  /** Each field in turn is left out, or has a value of another type. */
  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsOutsideTheSchemaIsRefused(Kind kind) {
    JsonSchema schema = schema(kind.schema());
    List<JsonNode> outside =
        kind.examples().stream()
            .flatMap(example -> changes(json(example)).stream())
            .filter(changed -> !schema.validate(changed).isEmpty())
            .toList();
    assertThat(outside).hasSizeGreaterThan(5);
    assertThat(outside).filteredOn(changed -> accepts(kind, changed)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void noFieldThatIsAlwaysWrittenMayBeMissing(Kind kind) {
    JsonSchema schema = schema(kind.schema());
    for (String example : kind.examples()) {
      JsonNode whole = json(example);
      whole
          .fieldNames()
          .forEachRemaining(
              field -> {
                JsonNode without = ((ObjectNode) whole.deepCopy()).without(field);
                assertThat(schema.validate(without).isEmpty())
                    .as("without " + field)
                    .isEqualTo(field.equals("leftOut"));
              });
    }
  }

  private static boolean accepts(Kind kind, JsonNode value) {
    try {
      kind.reader().read(received(value.toString()));
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  @Property(seed = "1", tries = 200)
  void allLabelsAreWithinTheSchema(@ForAll("labels") Label label) {
    assertThat(LABEL.validate(json(value(LabelFormat.encode("t", null, label))))).isEmpty();
  }

  @Provide
  Arbitrary<Label> labels() {
    return Combinators.combine(
            Texts.names(), Texts.names(), Texts.labels(), Arbitraries.longs().greaterOrEqual(0))
        .as(Label::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"frameId\":17,\"label\":7.0}",
        "{\"frameId\":\"f\",\"label\":true,\"by\":{\"whom\":[\"me\"]}}",
        "{\"retire\":7}"
      })
  void otherFormsOfLabelsAreWithinTheSchema(String value) throws Exception {
    assertThat(LABEL.validate(json(value))).isEmpty();
    assertThat(LabelFormat.decode(received(value))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "[]",
        "{}",
        "{\"frameId\":7.5,\"label\":\"7\"}",
        "{\"frameId\":\"f\",\"label\":\"\"}",
        "{\"frameId\":\"f\",\"label\":[\"7\"]}",
        "{\"retire\":\"7\",\"restore\":\"7\"}",
        "{\"retire\":\"7\",\"frameId\":\"f\",\"label\":\"7\"}"
      })
  void otherRecordsAreNoLabels(String value) {
    assertThat(LABEL.validate(json(value))).isNotEmpty();
    assertThatThrownBy(() -> LabelFormat.decode(received(value)))
        .isInstanceOf(MalformedException.class);
  }

  private static LabelCommand command(Action action) {
    return new LabelCommand("k", action, "7", 5);
  }

  private static Prediction prediction(Optional<String> label, int spikeTime) {
    return new Prediction("k", "f", label, label, "decision", 2.5, 1.5, spikeTime, "v@9", 100, 200);
  }

  private static String metrics(
      Double accuracy, Metrics.Latency latency, Metrics.Drift drift, int maxBytes) {
    long[][] confusion = {{1, 2, 3}, {4, 5, 6}};
    return value(
        MetricsFormat.encode(
            "t",
            maxBytes,
            new Metrics(
                "k",
                10,
                "decision",
                Counts.NONE,
                accuracy,
                accuracy,
                accuracy == null ? Map.of() : Map.of("cat", accuracy),
                List.of("cat", "dog"),
                maxBytes == MetricsFormat.LEAST_BYTES ? null : confusion,
                12.5,
                latency,
                drift,
                77)));
  }

  private static String manifest() {
    return value(
        ModelUpdateFormat.encode(
            "models",
            1,
            new ModelManifest(
                "k",
                "net@7",
                "name: net\n",
                new Provenance("FirstSpike", 1, "digits", 4, 3),
                new Progress(
                    7,
                    2,
                    0,
                    List.of(40L, 50L),
                    new Verdicts(2, 1, 0),
                    new Adaptation(2, 1, 3, 0.5, 0.25),
                    new Activity(4, 500)),
                "0123",
                Map.of("S1", 30, "S3", 200))));
  }

  private static Received received(String value) {
    return Delivery.of("k".getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static String value(ProducerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static JsonSchema schema(String name) {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(parsed(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode parsed(String schema) throws IOException {
    return JSON.readTree(Files.readString(FOLDER.resolve(schema + ".json")));
  }

  private static JsonNode json(String value) {
    try {
      return JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> names.addAll(names(child)));
    return names;
  }

  private static void describe(JsonNode schema, Set<String> described) {
    schema.path("properties").fieldNames().forEachRemaining(described::add);
    schema.forEach(part -> describe(part, described));
  }

  /** All values that differ from an object in one field, at any depth. */
  private static List<JsonNode> changes(JsonNode object) {
    List<JsonNode> changed = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    object.fieldNames().forEachRemaining(fields::add);
    for (String field : fields) {
      changed.add(((ObjectNode) object.deepCopy()).without(field));
      for (String other : List.of("null", "-7", "7.5", "\"x\"", "\"\"", "true", "[]", "{}")) {
        changed.add(((ObjectNode) object.deepCopy()).set(field, json(other)));
      }
      if (object.get(field).isObject()) {
        for (JsonNode inner : changes(object.get(field))) {
          changed.add(((ObjectNode) object.deepCopy()).set(field, inner));
        }
      }
    }
    return changed;
  }
}
