package io.firstspike.connectors.topic;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.connectors.MalformedException;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Labels on their topic: the key is the model key, the value {@code {"frameId": "...", "label":
 * "..."}}. The label may be a JSON number, which stands for its text; fields of other names are
 * left alone. The header {@code event-time} is as in {@link FrameFormat}.
 */
public final class LabelFormat {

  private static final String WHERE = "label";
  private static final int MAX_BYTES = 64 << 10;

  private LabelFormat() {}

  /**
   * Reads one record; a {@link TimeMark} is not a label and has to be told apart first.
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
    if (!frameId.isTextual()) {
      throw new MalformedException(WHERE, "a label needs the field frameId, a text");
    }
    JsonNode label = json.path("label");
    if (!label.isTextual() && !label.isNumber()) {
      throw new MalformedException(WHERE, "a label needs the field label, a text or a number");
    }
    return new Label(
        modelKey,
        Text.checkedName(frameId.asText(), WHERE, "field frameId"),
        Text.checkedName(label.asText(), WHERE, "field label"),
        received.eventTime(WHERE));
  }

  /**
   * The record of a label. Its event time is a header; Kafka's timestamp is when it is sent.
   *
   * @param partition where to put it, or null to let the producer choose by model key
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
