package io.firstspike.connectors.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.firstspike.connectors.MalformedException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The format of predictions on their topic: the key is the model key, the value JSON with frameId,
 * label (null when silent), silent, phase, potential, spikeTime (null for none), runnerUp ({label,
 * potential} or null), modelVersion, frameTime and decidedAt (milliseconds).
 */
public final class PredictionFormat {

  private static final String WHERE = "prediction";
  private static final int MAX_BYTES = 64 << 10;

  /**
   * An upper bound of a prediction's record, in bytes: six names of 256 characters, six bytes each.
   */
  public static final int MOST_BYTES = 12 << 10;

  private PredictionFormat() {}

  /**
   * The record of a prediction; the producer chooses the partition by model key. It is stamped when
   * it is sent: a frame's event time may be one that the broker would refuse or soon delete.
   */
  public static ProducerRecord<byte[], byte[]> encode(String topic, Prediction prediction) {
    return new ProducerRecord<>(
        topic,
        Text.encode(prediction.modelKey()),
        Json.object(json -> writeFields(prediction, json)));
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

  private static void writeFields(Prediction p, JsonGenerator json) throws IOException {
    json.writeStringField("frameId", p.frameId());
    json.writeStringField("label", p.label().orElse(null));
    json.writeBooleanField("silent", p.silent());
    json.writeStringField("phase", p.phase());
    json.writeNumberField("potential", p.potential());
    if (p.spikeTime() == Prediction.NO_SPIKE) {
      json.writeNullField("spikeTime");
    } else {
      json.writeNumberField("spikeTime", p.spikeTime());
    }
    if (p.runnerUp().isPresent()) {
      json.writeObjectFieldStart("runnerUp");
      json.writeStringField("label", p.runnerUp().get());
      json.writeNumberField("potential", p.runnerUpPotential());
      json.writeEndObject();
    } else {
      json.writeNullField("runnerUp");
    }
    json.writeStringField("modelVersion", p.modelVersion());
    json.writeNumberField("frameTime", p.frameTimestamp());
    json.writeNumberField("decidedAt", p.decidedAt());
  }

  /** The JSON fields of a prediction. */
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

  private record RunnerUp(String label, double potential) {

    RunnerUp {
      Objects.requireNonNull(label, "runnerUp.label");
    }
  }
}
