package io.firstspike.pipeline.app.console;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Option that names the file of a {@link Report}, which is written only if it is given. */
public final class ReportOption {

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures here, as JSON.")
  private Path file;

  /** Checks that the report can be written, before the work begins. */
  public void check() {
    OutputFiles.requireWritable("--report", file);
  }

  /** Writes {@code report}, if one was asked for. */
  public void write(Report report) {
    if (file != null) {
      report.write(file);
    }
  }
}
