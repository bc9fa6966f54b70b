package io.firstspike.connectors.topic;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.connectors.MalformedException;
import java.math.BigDecimal;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The format of labels on their topic: the key is the model key, the value {@code {"frameId":
 * "...", "label": "..."}}. The label may be a number, true or false, which stand for their text,
 * and the frame id a whole number; other fields are ignored. The header {@code event-time} is as in
 * {@link FrameFormat}.
 */
public final class LabelFormat {

  private static final String WHERE = "label";
  private static final int MAX_BYTES = 64 << 10;

  private LabelFormat() {}

  /**
   * Reads one record; a {@link TimeMark} is not a label: check for it first.
   *
   * @throws MalformedException when the record is no label, or has more than 64 KiB
   */
  public static Label decode(Received received) throws MalformedException {
    String modelKey = ModelKey.of(received, WHERE);
    JsonNode json = Json.read(received.value(), MAX_BYTES, JsonNode.class, WHERE);
    if (!json.isObject()) {
      throw new MalformedException(WHERE, "a label must be a JSON object with frameId and label");
    }
    JsonNode frameId = json.path("frameId");
    if (!frameId.isTextual() && !frameId.isIntegralNumber()) {
      throw new MalformedException(
          WHERE, "a label needs the field frameId, a text or a whole number");
    }
    JsonNode label = json.path("label");
    if (!label.isTextual() && !label.isNumber() && !label.isBoolean()) {
      throw new MalformedException(
          WHERE, "a label needs the field label, a text, a number, true or false");
    }
    return new Label(
        modelKey,
        Text.checkedName(frameId.asText(), WHERE, "field frameId"),
        Text.checkedLabel(text(label), WHERE, "field label"),
        received.eventTime(WHERE));
  }

  /** The text of a label; a whole number has one text, however JSON writes it: 7, 7.0, 7e0. */
  private static String text(JsonNode label) throws MalformedException {
    if (!label.isFloatingPointNumber()) {
      return label.asText();
    }
    double number = label.doubleValue();
    if (Double.isInfinite(number)) {
      throw new MalformedException(WHERE, "the field label is a number beyond 10^308: send a text");
    }
    return number == Math.rint(number)
        ? new BigDecimal(number).toBigInteger().toString()
        : label.asText();
  }

  /**
   * The record of a label. Its event time is a header; Kafka's timestamp is the time of sending.
   *
   * @param partition the partition, or null to let the producer choose by model key
   */
  public static ProducerRecord<byte[], byte[]> encode(
      String topic, Integer partition, Label label) {
    byte[] value = Json.write(new Wire(label.frameId(), label.label()));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, Text.encode(label.modelKey()), value);
    EventTimeHeader.put(record.headers(), label.timestamp());
    return record;
  }

  private record Wire(String frameId, String label) {}
}
