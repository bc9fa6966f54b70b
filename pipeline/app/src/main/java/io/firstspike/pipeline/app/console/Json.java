package io.firstspike.pipeline.app.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** Writes objects as JSON for machines, one line each. */
public final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static String line(Map<String, Object> fields) {
    return text(fields);
  }

  /** The JSON of a record, a list or a map, in one line. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers, texts, lists and records can be written", e);
    }
  }
}
