package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * The format of model updates on their compacted topic.
 *
 * <ul>
 *   <li>a row: key {@code modelKey/layer/map}; the value is binary, big-endian: a byte with the
 *       format's version (1), the length of the model version in bytes as a short, the model
 *       version in UTF-8, the number of weights as an int, the weights as floats
 *   <li>a manifest: key {@code modelKey}; the value is a {@link ModelManifest} as JSON
 * </ul>
 *
 * <p>In keys, {@code %} and {@code /} within a name are written {@code %25} and {@code %2F}. All
 * records of one model key go to one partition, so that a manifest follows its rows.
 */
public final class ModelUpdateFormat {

  private static final String WHERE = "model update";
  private static final byte ROW_VERSION = 1;
  private static final int MAX_KEY_BYTES = 4 << 10;
  private static final int MAX_MANIFEST_BYTES = 8 << 20;

  /** The size of the largest value of a row, in bytes. */
  public static final int MAX_ROW_BYTES = 64 << 20;

  private ModelUpdateFormat() {}

  /**
   * The record of an update.
   *
   * @param partitions the topic's number of partitions
   */
  public static ProducerRecord<byte[], byte[]> encode(
      String topic, int partitions, ModelUpdate update) {
    return new ProducerRecord<>(
        topic, partition(update.modelKey(), partitions), Text.encode(key(update)), value(update));
  }

  /** An update in the form in which a record comes from the topic. */
  public static Received received(Origin origin, ModelUpdate update) {
    return new Received(origin, Text.encode(key(update)), value(update), List.of());
  }

  private static byte[] value(ModelUpdate update) {
    return update instanceof ModelRow row ? rowValue(row) : Json.write(update);
  }

  /** The key of an update's record, by which a later one replaces it. */
  public static String key(ModelUpdate update) {
    return update instanceof ModelRow row
        ? rowKey(row.modelKey(), row.layer(), row.map())
        : manifestKey(update.modelKey());
  }

  /** The key of a manifest's record. */
  public static String manifestKey(String modelKey) {
    return escape(modelKey);
  }

  /** The key of a row's record. */
  public static String rowKey(String modelKey, String layer, int map) {
    return escape(modelKey) + "/" + escape(layer) + "/" + map;
  }

  /** The partition of a model key's records among {@code partitions}. */
  public static int partition(String modelKey, int partitions) {
    return Utils.toPositive(Utils.murmur2(Text.encode(modelKey))) % partitions;
  }

  /**
   * Reads one record.
   *
   * @throws MalformedException when the record is no model update, or too large for one
   */
  public static ModelUpdate decode(Received received) throws MalformedException {
    if (received.key() == null || received.value() == null) {
      throw new MalformedException(WHERE, "a model update has a key and a value");
    }
    if (received.key().length > MAX_KEY_BYTES) {
      throw new MalformedException(
          WHERE, "a key of more than " + MAX_KEY_BYTES + " bytes is none of a model update");
    }
    String[] names = Text.decode(received.key(), WHERE, "key").split("/", -1);
    ModelUpdate update =
        switch (names.length) {
          case 1 -> Json.read(received.value(), MAX_MANIFEST_BYTES, ModelManifest.class, WHERE);
          case 3 -> row(names, received.value());
          default ->
              throw new MalformedException(WHERE, "the key is neither model nor model/layer/map");
        };
    if (!update.modelKey().equals(unescape(names[0]))) {
      throw new MalformedException(WHERE, "key and manifest name different models");
    }
    return update;
  }

  private static byte[] rowValue(ModelRow row) {
    byte[] version = Text.encode(row.modelVersion());
    ByteBuffer value =
        ByteBuffer.allocate(
            1 + Short.BYTES + version.length + Integer.BYTES + row.weights().length * Float.BYTES);
    value.put(ROW_VERSION).putShort((short) version.length).put(version);
    value.putInt(row.weights().length).asFloatBuffer().put(row.weights());
    return value.array();
  }

  private static ModelRow row(String[] names, byte[] bytes) throws MalformedException {
    if (bytes.length > MAX_ROW_BYTES) {
      throw new MalformedException(
          WHERE, bytes.length + " bytes exceed the limit of " + MAX_ROW_BYTES + " bytes a row");
    }
    try {
      ByteBuffer value = ByteBuffer.wrap(bytes);
      byte format = value.get();
      if (format != ROW_VERSION) {
        throw new MalformedException(
            WHERE, "row format " + format + "; this program reads " + ROW_VERSION);
      }
      byte[] version = new byte[value.getShort() & 0xffff];
      value.get(version);
      int count = value.getInt();
      if ((long) count * Float.BYTES != value.remaining()) {
        throw new MalformedException(
            WHERE, count + " weights cannot be in " + value.remaining() + " bytes");
      }
      float[] weights = new float[count];
      value.asFloatBuffer().get(weights);
      return new ModelRow(
          unescape(names[0]),
          unescape(names[1]),
          Integer.parseInt(names[2]),
          Text.decode(version, WHERE, "model version"),
          weights);
    } catch (BufferUnderflowException e) {
      throw new MalformedException(WHERE, "the row ends too early", e);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(WHERE, "not a row: " + e.getMessage(), e);
    }
  }

  private static String escape(String name) {
    return name.replace("%", "%25").replace("/", "%2F");
  }

  private static String unescape(String name) {
    return name.replace("%2F", "/").replace("%25", "%");
  }
}
