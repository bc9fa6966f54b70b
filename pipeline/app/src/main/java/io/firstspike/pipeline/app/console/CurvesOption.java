package io.firstspike.pipeline.app.console;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * Option that names the file of a {@link Report} with curves, which lie beside it. Both are written
 * only if it is given.
 */
public final class CurvesOption {

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = {
        "Write the figures here, as JSON, and beside it, with the ending .csv, accuracy over labels:"
            + " a row per 1,000 with the columns curve, labels, right, wrong, accuracy and"
            + " accuracySoFar."
      })
  private Path file;

  /** Checks that report and curves can be written, before the work begins. */
  public void check() {
    Report.requireWritable("--report", file);
  }

  /** Writes {@code report}, if one was asked for. */
  public void write(Report report) {
    if (file != null) {
      report.write(file);
    }
  }
}
