package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.firstspike.connectors.MalformedException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
            new Metrics.Totals(count, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
            known ? share : null,
            known ? null : share,
            List.of("cat", "dog"),
            new long[][] {{count, 0, 1}, {2, 3, count}},
            share * 1000,
            known ? new Metrics.Latency(share, 2, 3) : null,
            count);

    ProducerRecord<byte[], byte[]> sent = MetricsFormat.encode("metrics", metrics);

    assertThat(MetricsFormat.decode(Delivery.of(sent)))
        .usingRecursiveComparison()
        .isEqualTo(metrics);
    assertThat(sent.key()).asString(UTF_8).isEqualTo("till");
    assertThat(sent.timestamp()).isEqualTo(count);
  }

  @Test
  void jsonIsNamedAsTheComponents() {
    assertThat(json(small()))
        .isEqualTo(
            "{\"modelKey\":\"till\",\"windowFrames\":10,\"phase\":\"decision\","
                + "\"totals\":{\"framesIn\":1,\"predictions\":2,\"silent\":3,\"labelsLearned\":4,"
                + "\"labelsSkipped\":5,\"labelsWaiting\":6,\"tracesWaiting\":7,\"expired\":8,"
                + "\"correct\":9,\"wrong\":10,\"framesRepeated\":11,\"labelsRepeated\":12,"
                + "\"labelsContradicting\":13,\"labelsWithoutFrame\":14,\"labelsRefused\":15},"
                + "\"prequentialAccuracy\":0.5,"
                + "\"windowAccuracy\":null,\"labels\":[\"cat\"],\"confusion\":[[1,2]],"
                + "\"framesPerSecond\":12.5,"
                + "\"latencyMillis\":{\"p50\":1.0,\"p99\":2.0,\"max\":3.0},\"time\":77}");
  }

  @Test
  void confusionMatrixMustFitTheLabels() {
    Metrics.Totals totals = Metrics.Totals.NONE;
    for (long[][] confusion : new long[][][] {{}, {{1}}, {{1, 2, 3}}, {{1, 2}, {3, 4}}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new Metrics(
                      "k", 0, "s1", totals, null, null, List.of("cat"), confusion, 0, null, 0))
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
    assertMalformed(json.replace("[[1,2]]", "null"));
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

  private static Metrics small() {
    return new Metrics(
        "till",
        10,
        "decision",
        new Metrics.Totals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        0.5,
        null,
        List.of("cat"),
        new long[][] {{1, 2}},
        12.5,
        new Metrics.Latency(1, 2, 3),
        77);
  }

  private static String json(Metrics metrics) {
    return new String(MetricsFormat.encode("metrics", metrics).value(), UTF_8);
  }

  private static void assertMalformed(String json) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> MetricsFormat.decode(Delivery.of(null, json.getBytes(UTF_8))))
        .satisfies(e -> assertThat(e.where()).isEqualTo("metrics"));
  }
}
