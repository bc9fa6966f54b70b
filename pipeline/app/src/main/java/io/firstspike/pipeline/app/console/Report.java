package io.firstspike.pipeline.app.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The results of a command for machines, with keys in the order in which they were added.
 * Immutable.
 */
public final class Report {

  private static final String JSON = ".json";
  private static final String CSV = ".csv";

  private final Map<String, Object> fields;
  private final List<AccuracyCurve> curves;

  private Report(Map<String, Object> fields, List<AccuracyCurve> curves) {
    this.fields = fields;
    this.curves = curves;
  }

  /**
   * Checks that a report and the file of its curves can be written.
   *
   * @param option the option that names the report
   * @param file the report; null if the option was not given
   */
  public static void requireWritable(String option, Path file) {
    OutputFiles.requireWritable(option, file);
    if (file != null) {
      if (file.equals(curves(file))) {
        throw new InputException(
            option
                + " "
                + file
                + " is where its curves go: name the report with another ending, "
                + JSON);
      }
      OutputFiles.requireWritable(option, curves(file));
    }
  }

  /** The file of a report's curves: the same name with the ending .csv. */
  public static Path curves(Path report) {
    String name = report.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return report.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + CSV);
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
    return new Report(Map.of(), List.of())
        .with("command", command)
        .with("software", Provenance.SOFTWARE)
        .with("network", network)
        .with("seed", seed);
  }

  /** A copy with one more entry: a number, a text, or another value that Jackson can write. */
  public Report with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(key, value);
    return new Report(more, curves);
  }

  /** A copy with more entries. */
  public Report with(Map<String, Object> entries) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.putAll(entries);
    return new Report(more, curves);
  }

  /** A copy with the results of a test. */
  public Report withTest(ConfusionMatrix test) {
    return with("testAccuracy", test.accuracy())
        .with("testImages", test.total())
        .with("labels", test.labels())
        .with("confusion", test.counts());
  }

  /** A copy with more curves. */
  public Report withCurves(List<AccuracyCurve> more) {
    return new Report(fields, Stream.concat(curves.stream(), more.stream()).toList());
  }

  /** Writes the report as JSON and, if it has curves, these beside it as CSV. */
  public void write(Path file) {
    try {
      WholeFile.write(
          file,
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(fields));
      if (!curves.isEmpty()) {
        WholeFile.write(curves(file), AccuracyCurve.csv(curves).getBytes(StandardCharsets.UTF_8));
      }
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
