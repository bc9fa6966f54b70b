package io.firstspike.pipeline.app.page;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request's address. */
record Query(Map<String, String> parameters) {

  /**
   * @throws IllegalArgumentException if they are not well encoded
   */
  static Query of(URI address) {
    Map<String, String> parameters = new HashMap<>();
    String raw = address.getRawQuery();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(
            URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new Query(parameters);
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * @throws IllegalArgumentException if it is missing
   */
  String text(String name) {
    return optional(name)
        .orElseThrow(() -> new IllegalArgumentException("the address lacks " + name + "="));
  }

  /**
   * @throws IllegalArgumentException if it is missing, or no whole number
   */
  int number(String name) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + "= must be a whole number", e);
    }
  }
}
