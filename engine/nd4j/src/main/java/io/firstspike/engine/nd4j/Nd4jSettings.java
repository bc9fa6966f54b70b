package io.firstspike.engine.nd4j;

import io.firstspike.engine.backend.BackendException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of the backend, as a user writes them after its name: {@code nd4j:batch=8}.
 *
 * @param batch the most inputs that are computed side by side, at least 1
 */
record Nd4jSettings(int batch) {

  /** Large enough that ND4J's cost for each call counts little. */
  static final Nd4jSettings DEFAULT = new Nd4jSettings(64);

  private static final Pattern BATCH = Pattern.compile("batch=([1-9]\\d{0,5})");

  /**
   * Reads settings.
   *
   * @throws BackendException if one of them is not known
   */
  static Nd4jSettings parse(String text) {
    Matcher batch = BATCH.matcher(text.strip());
    if (!batch.matches()) {
      throw new BackendException(
          "backend nd4j does not know the setting \"" + text.strip() + "\": write batch=NUMBER");
    }
    return new Nd4jSettings(Integer.parseInt(batch.group(1)));
  }
}
