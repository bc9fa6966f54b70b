package io.firstspike.pipeline.app.view;

import io.firstspike.pipeline.app.drawing.Drawing;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of the file that a picture is written to. */
final class PictureFile {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The picture; its ending, .png or .svg, says of which kind.")
  private Path file;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "What stands above it (default: what it shows).")
  private String title;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Checks that the file can be written. */
  void require() {
    Drawing.requireWritable("--out", file);
  }

  /** The title that the user has chosen, or else this one. */
  String title(String otherwise) {
    return title == null ? otherwise : title;
  }

  void write(Drawing drawing) {
    drawing.write(file);
    PrintWriter out = command.commandLine().getOut();
    out.println("picture written to " + file);
    out.flush();
  }
}
