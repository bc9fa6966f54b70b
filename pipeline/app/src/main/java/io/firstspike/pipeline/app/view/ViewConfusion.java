package io.firstspike.pipeline.app.view;

import io.firstspike.pipeline.app.drawing.ConfusionPlot;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Draws the confusion matrix of a report. */
@Command(
    name = "confusion",
    description =
        "Draw the confusion matrix of a report: a row for each right label, a column for each"
            + " decided one.")
final class ViewConfusion implements Runnable {

  @Parameters(
      paramLabel = "REPORT",
      description = "A file that train, evaluate, demo or run has written with --report.")
  private Path file;

  @Mixin private PictureFile picture;

  @Override
  public void run() {
    picture.require();
    ReportFile report = ReportFile.read(file);
    picture.write(
        new ConfusionPlot(picture.title("Confusion of " + report.tested()), report.confusion())
            .drawing());
  }
}
