package io.firstspike.connectors.topic;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.LabelCommand.Action;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The format of labels on their topic: the key is the model key, the value {@code {"frameId":
 * "...", "label": "..."}}. The label may be a number, true or false, which stand for their text,
 * and the frame id a whole number; other fields are ignored. A command is {@code {"retire": "..."}}
 * or {@code {"restore": "..."}}, with a label. The header {@code event-time} is as in {@link
 * FrameFormat}.
 */
public final class LabelFormat {

  private static final String WHERE = "label";
  private static final int MAX_BYTES = 64 << 10;

  private LabelFormat() {}

  /**
   * Reads one record; a {@link TimeMark} is not a label: check for it first.
   *
   * @throws MalformedException when the record is no label and no command, or has more than 64 KiB
   */
  public static LabelRecord decode(Received received) throws MalformedException {
    String modelKey = ModelKey.of(received, WHERE);
    JsonNode json = Json.read(received.value(), MAX_BYTES, JsonNode.class, WHERE);
    if (!json.isObject()) {
      throw new MalformedException(WHERE, "a label must be a JSON object with frameId and label");
    }
    for (Action action : Action.values()) {
      if (json.has(action.field())) {
        return command(modelKey, action, json, received.eventTime(WHERE));
      }
    }
    JsonNode frameId = json.path("frameId");
    if (!frameId.isTextual() && !frameId.isIntegralNumber()) {
      throw new MalformedException(
          WHERE, "a label needs the field frameId, a text or a whole number");
    }
    return new Label(
        modelKey,
        Text.checkedName(frameId.asText(), WHERE, "field frameId"),
        label(json, "label"),
        received.eventTime(WHERE));
  }

  private static LabelCommand command(String modelKey, Action action, JsonNode json, long time)
      throws MalformedException {
    if (json.size() > 1) {
      throw new MalformedException(WHERE, "a command has the field " + action.field() + " alone");
    }
    return new LabelCommand(modelKey, action, label(json, action.field()), time);
  }

  private static String label(JsonNode json, String field) throws MalformedException {
    JsonNode label = json.path(field);
    if (!label.isTextual() && !label.isNumber() && !label.isBoolean()) {
      throw new MalformedException(
          WHERE, "a label needs the field " + field + ", a text, a number, true or false");
    }
    return Text.checkedLabel(text(label), WHERE, "field " + field);
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

  /**
   * The record of a command, as that of a label.
   *
   * @param partition the partition, or null to let the producer choose by model key
   */
  public static ProducerRecord<byte[], byte[]> encode(
      String topic, Integer partition, LabelCommand command) {
    byte[] value = Json.write(Map.of(command.action().field(), command.label()));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, Text.encode(command.modelKey()), value);
    EventTimeHeader.put(record.headers(), command.timestamp());
    return record;
  }

  private record Wire(String frameId, String label) {}
}
