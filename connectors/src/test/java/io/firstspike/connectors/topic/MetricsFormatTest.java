package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.TopicSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFormatTest {

  @Property(seed = "1")
  void metricsSurviveTheTopic(
      @ForAll @LongRange(min = 0) long count,
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll boolean known)
      throws MalformedException {
    Metrics metrics =
        new Metrics(
            "till",
            count,
            "s1",
            counts(count),
            known ? share : null,
            known ? null : share,
            known ? null : Map.of("dog", share),
            List.of("cat", "dog"),
            new long[][] {{count, 0, 1}, {2, 3, count}},
            share * 1000,
            known ? new Metrics.Latency(share, 2, 3) : null,
            known ? new Metrics.Drift(true, count, count + 1, count) : null,
            count);

    ProducerRecord<byte[], byte[]> sent =
        MetricsFormat.encode("metrics", MetricsFormat.MAX_BYTES, metrics);

    assertThat(MetricsFormat.decode(Delivery.of(sent)))
        .usingRecursiveComparison()
        .isEqualTo(metrics);
    assertThat(sent.key()).asString(UTF_8).isEqualTo("till");
    assertThat(sent.timestamp()).as("stamped when it is sent").isNull();
  }

  @Test
  void jsonIsNamedAsTheComponents() {
    assertThat(json(small()))
        .isEqualTo(
            "{\"modelKey\":\"till\",\"windowFrames\":10,\"phase\":\"decision\","
                + "\"totals\":{\"framesIn\":1,\"predictions\":2,\"silent\":3,\"labelsLearned\":4,"
                + "\"labelsSkipped\":5,\"labelsWaiting\":6,\"tracesWaiting\":7,\"expired\":8,"
                + "\"correct\":9,\"wrong\":10,\"framesRepeated\":11,\"labelsRepeated\":12,"
                + "\"labelsContradicting\":13,\"labelsWithoutFrame\":14,\"labelsRefused\":15,"
                + "\"memoryVolleys\":16,\"memoryBytes\":17,"
                + "\"labelsRetired\":18},"
                + "\"prequentialAccuracy\":0.5,"
                + "\"windowAccuracy\":null,\"windowAccuracyByLabel\":{\"cat\":0.25},"
                + "\"labels\":[\"cat\"],\"confusion\":[[1,2]],"
                + "\"framesPerSecond\":12.5,"
                + "\"latencyMillis\":{\"p50\":1.0,\"p99\":2.0,\"max\":3.0},"
                + "\"drift\":{\"warning\":true,\"drifts\":2,\"detectedAt\":50,\"sinceLabel\":40},"
                + "\"time\":77}");
  }

  @Test
  void confusionMatrixMustFitTheLabels() {
    Counts totals = Counts.NONE;
    for (long[][] confusion : new long[][][] {{}, {{1}}, {{1, 2, 3}}, {{1, 2}, {3, 4}}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new Metrics(
                      "k",
                      0,
                      "s1",
                      totals,
                      null,
                      null,
                      null,
                      List.of("cat"),
                      confusion,
                      0,
                      null,
                      null,
                      0))
          .withMessageContaining("confusion matrix");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "7", "{\"modelKey\":\"k\"}"})
  void otherShapesAreMalformed(String json) {
    assertMalformed(json);
  }

  @Test
  void raggedOrMissingPartsAreMalformed() {
    String json = json(small());
    assertMalformed(json.replace("[[1,2]]", "[[1]]"));
    assertMalformed(json.replace("[[1,2]]", "[null]"));
    assertMalformed(json.replace("[\"cat\"]", "[null]"));
    assertMalformed(json.replace("\"till\"", "null"));
    assertMalformed(json.replace("\"framesIn\":1,", ""));
  }

  @Property(seed = "1")
  void damagedMetricsNeverDoWorseThanMalformed(@ForAll byte replacement, @ForAll int position) {
    byte[] value = json(small()).getBytes(UTF_8);
    value[Math.floorMod(position, value.length)] = replacement;
    try {
      assertThat(MetricsFormat.decode(Delivery.of(null, value)).modelKey()).isNotEmpty();
    } catch (MalformedException e) {
      assertThat(e.where()).isEqualTo("metrics");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1000000, true, 10",
    "400, 1000000, true, 400",
    "1000, 1000000, false, 1000",
    "1000, 10000, false, 0",
    "1000, 8192, false, 0"
  })
  void whatATopicDoesNotTakeIsLeftOutAndSaid(int labels, int most, boolean matrix, int kept)
      throws MalformedException {
    List<String> names = IntStream.range(0, labels).mapToObj(i -> "\u0001label " + i).toList();
    Metrics metrics =
        new Metrics(
            "\u0001".repeat(256),
            Long.MAX_VALUE,
            "\u0001".repeat(256),
            Counts.NONE,
            0.5,
            null,
            names.stream().collect(Collectors.toMap(name -> name, name -> 1 / 3.0)),
            names,
            new long[labels][labels + 1],
            1e-300,
            null,
            null,
            1);

    ProducerRecord<byte[], byte[]> sent = MetricsFormat.encode("metrics", most, metrics);

    assertThat(TopicSettings.bytes(sent)).isLessThan(most);
    Metrics read = MetricsFormat.decode(Delivery.of(sent));
    assertThat(read.confusion() != null).isEqualTo(matrix);
    assertThat(read.labels()).hasSize(kept);
    assertThat(
            new String(sent.value(), UTF_8).contains("\"leftOut\":\"the confusion matrix of 1000"))
        .isEqualTo(!matrix);
  }

  @Test
  void aMatrixThatWasNeverMadeIsSaidToBeLeftOut() {
    Metrics metrics =
        new Metrics(
            "k", 0, "s1", Counts.NONE, null, null, null, List.of("a"), null, 0, null, null, 0);
    assertThat(json(metrics))
        .contains("\"confusion\":null", "\"leftOut\":\"the confusion matrix of 1 labels\"");
  }

  private static Metrics small() {
    return new Metrics(
        "till",
        10,
        "decision",
        counts(1),
        0.5,
        null,
        Map.of("cat", 0.25),
        List.of("cat"),
        new long[][] {{1, 2}},
        12.5,
        new Metrics.Latency(1, 2, 3),
        new Metrics.Drift(true, 2, 50L, 40L),
        77);
  }

  private static String json(Metrics metrics) {
    return new String(
        MetricsFormat.encode("metrics", MetricsFormat.MAX_BYTES, metrics).value(), UTF_8);
  }

  private static void assertMalformed(String json) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> MetricsFormat.decode(Delivery.of(null, json.getBytes(UTF_8))))
        .satisfies(e -> assertThat(e.where()).isEqualTo("metrics"));
  }

  /** {@code first}, then 2 to 15. */
  private static Counts counts(long first) {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      values.put(counter, counter.ordinal() + 1L);
    }
    values.put(Counter.FRAMES_IN, first);
    return Counts.of(values);
  }
}
