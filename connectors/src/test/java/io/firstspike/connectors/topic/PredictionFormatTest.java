package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.TopicSettings;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionFormatTest {

  private static final Prediction SPOKEN = prediction(Optional.of("7"), Optional.of("1"), 4);
  private static final Prediction SILENT = prediction(Optional.empty(), Optional.empty(), -1);

  @Property(seed = "1")
  void predictionsSurviveTheTopic(@ForAll("predictions") Prediction prediction)
      throws MalformedException {
    ProducerRecord<byte[], byte[]> sent = PredictionFormat.encode("predictions", prediction);
    assertThat(PredictionFormat.decode(Delivery.of(sent))).isEqualTo(prediction);
  }

  @Provide
  Arbitrary<Prediction> predictions() {
    Arbitrary<Double> potentials = Arbitraries.doubles();
    Arbitrary<Optional<String>> labels = Texts.names().optional();
    return Combinators.combine(
            Texts.names(), labels, labels, potentials, Arbitraries.integers().between(-1, 127))
        .as(
            (name, label, runnerUp, potential, spikeTime) ->
                new Prediction(
                    name,
                    name,
                    label,
                    runnerUp,
                    "decision",
                    potential,
                    potential / 3,
                    label.isPresent() ? spikeTime : Prediction.NO_SPIKE,
                    "v1",
                    5,
                    6));
  }

  @Test
  void spokenDecisionHasWinnerAndRunnerUp() {
    assertThat(json(SPOKEN))
        .isEqualTo(
            "{\"frameId\":\"f\",\"label\":\"7\",\"silent\":false,\"phase\":\"decision\","
                + "\"potential\":2.5,\"spikeTime\":4,"
                + "\"runnerUp\":{\"label\":\"1\",\"potential\":1.5},"
                + "\"modelVersion\":\"v9\",\"frameTime\":100,\"decidedAt\":200}");
  }

  @Test
  void silentDecisionHasNulls() {
    assertThat(json(SILENT))
        .contains("\"label\":null", "\"silent\":true", "\"spikeTime\":null", "\"runnerUp\":null");
  }

  @Test
  void recordGoesByModelKeyAndIsStampedWhenItIsSent() {
    ProducerRecord<byte[], byte[]> sent = PredictionFormat.encode("predictions", SPOKEN);
    assertThat(sent.key()).asString(UTF_8).isEqualTo("till");
    assertThat(sent.timestamp()).isNull();
    assertThat(sent.partition()).isNull();
  }

  @Test
  void noRecordIsLargerThanToldBefore() {
    String longest = "\u0001".repeat(256);
    Prediction largest =
        new Prediction(
            longest,
            longest,
            Optional.of(longest),
            Optional.of(longest),
            longest,
            -Double.MAX_VALUE,
            -Double.MIN_VALUE,
            Integer.MAX_VALUE,
            longest + Long.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE);
    assertThat(TopicSettings.bytes(PredictionFormat.encode("predictions", largest)))
        .isBetween(PredictionFormat.MOST_BYTES / 2, PredictionFormat.MOST_BYTES);
  }

  @Test
  void silentFrameHasNoSpikeTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prediction(Optional.empty(), Optional.empty(), 3))
        .withMessageContaining("spike time");
  }

  @Test
  void potentialMustBeFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Prediction(
                    "k",
                    "f",
                    Optional.of("7"),
                    Optional.empty(),
                    "decision",
                    Double.NaN,
                    0,
                    -1,
                    "v",
                    0,
                    0))
        .withMessageContaining("finite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent\":false", "frameId\":\"f\"", "spikeTime\":4", "potential\":2.5"})
  void missingOrContradictoryFieldsAreMalformed(String field) {
    String without = json(SPOKEN).replace("\"" + field, "\"silent\":true");
    assertMalformed(without);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "[]", "7", "null", "{}", "{", "nonsense"})
  void otherShapesAreMalformed(String json) {
    assertMalformed(json);
  }

  @Property(seed = "1")
  void damagedPredictionsNeverDoWorseThanMalformed(@ForAll byte replacement, @ForAll int position) {
    byte[] value = json(SPOKEN).getBytes(UTF_8);
    value[Math.floorMod(position, value.length)] = replacement;
    try {
      assertThat(PredictionFormat.decode(Delivery.of(null, value)).frameId()).isNotEmpty();
    } catch (MalformedException e) {
      assertThat(e.where()).isEqualTo("prediction");
    }
  }

  private static Prediction prediction(
      Optional<String> label, Optional<String> runnerUp, int spikeTime) {
    return new Prediction(
        "till", "f", label, runnerUp, "decision", 2.5, 1.5, spikeTime, "v9", 100, 200);
  }

  private static String json(Prediction prediction) {
    return new String(PredictionFormat.encode("predictions", prediction).value(), UTF_8);
  }

  private static void assertMalformed(String json) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> PredictionFormat.decode(Delivery.of(null, json.getBytes(UTF_8))))
        .satisfies(e -> assertThat(e.where()).isEqualTo("prediction"));
  }
}
