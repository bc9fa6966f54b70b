package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Predictions on their topic: the key is the model key, the timestamp the frame's, the value JSON
 * with frameId, label (null when silent), silent, phase, potential, spikeTime (null for none),
 * runnerUp ({label, potential} or null), modelVersion, frameTime and decidedAt (milliseconds).
 */
public final class PredictionFormat {

  private static final String WHERE = "prediction";
  private static final int MAX_BYTES = 64 << 10;

  private PredictionFormat() {}

  /** The record of a prediction; the producer chooses the partition by model key. */
  public static ProducerRecord<byte[], byte[]> encode(String topic, Prediction prediction) {
    return new ProducerRecord<>(
        topic,
        null,
        prediction.frameTimestamp(),
        Text.encode(prediction.modelKey()),
        Json.write(Wire.of(prediction)));
  }

  /**
   * Reads one record.
   *
   * @throws MalformedException when the record is no prediction, or has more than 64 KiB
   */
  public static Prediction decode(Received received) throws MalformedException {
    String modelKey = ModelKey.of(received, WHERE);
    Wire wire = Json.read(received.value(), MAX_BYTES, Wire.class, WHERE);
    if (wire.silent != (wire.label == null)) {
      throw new MalformedException(WHERE, "a prediction is silent exactly when its label is null");
    }
    try {
      return wire.prediction(modelKey);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new MalformedException(WHERE, "a field is missing or wrong: " + e.getMessage(), e);
    }
  }

  /** The fields in the order they are written. */
  private record Wire(
      String frameId,
      String label,
      boolean silent,
      String phase,
      double potential,
      Integer spikeTime,
      RunnerUp runnerUp,
      String modelVersion,
      long frameTime,
      long decidedAt) {

    static Wire of(Prediction p) {
      return new Wire(
          p.frameId(),
          p.label().orElse(null),
          p.silent(),
          p.phase(),
          p.potential(),
          p.spikeTime() == Prediction.NO_SPIKE ? null : p.spikeTime(),
          p.runnerUp().map(label -> new RunnerUp(label, p.runnerUpPotential())).orElse(null),
          p.modelVersion(),
          p.frameTimestamp(),
          p.decidedAt());
    }

    Prediction prediction(String modelKey) {
      return new Prediction(
          modelKey,
          frameId,
          Optional.ofNullable(label),
          Optional.ofNullable(runnerUp).map(RunnerUp::label),
          phase,
          potential,
          runnerUp == null ? 0 : runnerUp.potential,
          spikeTime == null ? Prediction.NO_SPIKE : spikeTime,
          modelVersion,
          frameTime,
          decidedAt);
    }
  }

  private record RunnerUp(String label, double potential) {}
}
