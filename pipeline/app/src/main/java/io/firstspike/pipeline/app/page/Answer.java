package io.firstspike.pipeline.app.page;

import io.firstspike.pipeline.app.console.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer to a request.
 *
 * @param status HTTP's status code
 * @param type its media type
 * @param cache how long it may be kept, for the header Cache-Control
 * @param body its content, not to be changed
 */
record Answer(int status, String type, String cache, byte[] body) {

  private static final int OK = 200;
  private static final String NEVER = "no-store";

  /** For what is another one under another address. */
  private static final String FOR_AN_HOUR = "private, max-age=3600";

  static Answer json(int status, Object value) {
    return json(status, Json.text(value));
  }

  static Answer json(int status, String json) {
    return new Answer(
        status, "application/json; charset=utf-8", NEVER, json.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer that says what is wrong. */
  static Answer problem(int status, String reason) {
    return json(status, Map.of("error", reason));
  }

  static Answer page(byte[] html) {
    return new Answer(OK, "text/html; charset=utf-8", NEVER, html);
  }

  /** A file of this start, which the next program may have changed. */
  static Answer file(StaticFiles.File file) {
    return new Answer(OK, file.type(), "no-cache", file.bytes());
  }

  static Answer png(byte[] png) {
    return new Answer(OK, "image/png", FOR_AN_HOUR, png);
  }
}
