package io.firstspike.connectors.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Reads and writes JSON values of records: strict, but tolerant of unknown fields, which later
 * versions may add.
 */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(LogicalType.Textual, Json::onlyTexts)
          .build();

  private Json() {}

  /** The setting above leaves out texts, for which any scalar would do. */
  private static void onlyTexts(MutableCoercionConfig config) {
    config
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  static byte[] write(Object value) {
    try {
      return Text.encode(MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Writes a value with one more field at the end. */
  static byte[] writeWith(Object value, String name, String text) {
    ObjectNode object = MAPPER.valueToTree(value);
    return write(object.put(name, text));
  }

  /** A function that writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes an object field by field, which is much faster than mapping a value. */
  static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalArgumentException("not writable as JSON: " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  /** Reads a value of at most {@code maxBytes} bytes; throws if anything is wrong with it. */
  static <T> T read(byte[] value, int maxBytes, Class<T> type, String where)
      throws MalformedException {
    if (value == null) {
      throw new MalformedException(where, "the " + where + " has no value: send a JSON object");
    }
    if (value.length > maxBytes) {
      throw new MalformedException(
          where, value.length + " bytes exceed the limit of " + maxBytes + " bytes a " + where);
    }
    // Decoded here because Jackson itself lets some ill-formed UTF-8 pass.
    String text = Text.decode(value, where, where);
    try {
      T read = MAPPER.readValue(text, type);
      if (read == null) {
        throw new MalformedException(where, "the " + where + " must be a JSON object, not null");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new MalformedException(
          where, "the " + where + " is not the JSON expected: " + e.getOriginalMessage(), e);
    }
  }
}
