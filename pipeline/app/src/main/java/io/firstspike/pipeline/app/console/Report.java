package io.firstspike.pipeline.app.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The results of a command for machines, with keys in the order in which they were added.
 * Immutable.
 */
public final class Report {

  private final Map<String, Object> fields;

  private Report(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** Makes a report with the entries that all reports begin with. */
  public static Report of(String command, NetworkSpec spec, long seed) {
    return of(command, spec.name(), seed);
  }

  /**
   * Makes a report of a network without a spec; otherwise as {@link #of(String, NetworkSpec,
   * long)}.
   */
  public static Report of(String command, String network, long seed) {
    return new Report(Map.of())
        .with("command", command)
        .with("software", Provenance.SOFTWARE)
        .with("network", network)
        .with("seed", seed);
  }

  /** A copy with one more entry: a number, a text, or another value that Jackson can write. */
  public Report with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(key, value);
    return new Report(more);
  }

  /** A copy with more entries. */
  public Report with(Map<String, Object> entries) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.putAll(entries);
    return new Report(more);
  }

  /** A copy with the results of a test. */
  public Report withTest(ConfusionMatrix test) {
    return with("testAccuracy", test.accuracy())
        .with("testImages", test.total())
        .with("labels", test.labels())
        .with("confusion", test.counts());
  }

  /** Writes the report as JSON. */
  public void write(Path file) {
    try {
      WholeFile.write(
          file,
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(fields));
    } catch (IOException e) {
      throw new InputException(
          "report "
              + file
              + " cannot be written: "
              + e.getMessage()
              + "; check its folder's permissions and space",
          e);
    }
  }
}
