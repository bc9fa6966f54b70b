package io.firstspike.pipeline.app.view;

import io.firstspike.pipeline.app.console.AccuracyCurve;
import io.firstspike.pipeline.app.console.AccuracyCurve.Point;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.drawing.CurvePlot;
import io.firstspike.pipeline.app.drawing.CurvePlot.Line;
import io.firstspike.pipeline.stream.options.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the curves of a report. */
@Command(
    name = "curve",
    description =
        "Draw the accuracy over labels of a report, from the CSV file beside it: of one curve also"
            + " the accuracy so far.")
final class ViewCurve implements Runnable {

  @Parameters(
      paramLabel = "REPORT",
      description =
          "A file that train, evaluate, run or bench has written with --report, or the CSV file"
              + " beside it.")
  private Path file;

  @Option(
      names = "--curves",
      paramLabel = "NAME",
      split = ",",
      description = "Only these curves, by their names in the file (default: all).")
  private List<String> only;

  @Mixin private PictureFile picture;

  @Override
  public void run() {
    picture.require();
    List<AccuracyCurve> curves = chosen(read());
    List<Line> lines = new ArrayList<>();
    double labels = 0;
    for (AccuracyCurve curve : curves) {
      List<Point> points = curve.points();
      labels = Math.max(labels, points.isEmpty() ? 0 : points.get(points.size() - 1).labels());
      boolean alone = curves.size() == 1;
      lines.add(line(alone ? "each 1,000 labels" : curve.name(), points, false, lines.size()));
      if (alone) {
        lines.add(line("so far", points, true, lines.size()));
      }
    }
    if (labels == 0) {
      throw new InputException(file + " has no point of a curve: no label was learned");
    }
    String about = file.toString().endsWith(".csv") ? file.getFileName().toString() : subject();
    picture.write(
        new CurvePlot(
                picture.title("Accuracy of " + about),
                "labels",
                "right decisions",
                labels,
                List.of(),
                lines)
            .drawing());
  }

  private String subject() {
    return ReportFile.read(file).subject();
  }

  private List<AccuracyCurve> read() {
    Path csv = Report.curves(file);
    if (!Files.isRegularFile(csv)) {
      throw new InputException(
          "there is no "
              + csv
              + ": the commands train, evaluate, run, bench accuracy and bench continual write it"
              + " with --report");
    }
    return AccuracyCurve.read(csv);
  }

  private List<AccuracyCurve> chosen(List<AccuracyCurve> all) {
    if (only == null) {
      return all;
    }
    List<String> names = all.stream().map(AccuracyCurve::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new InputException("--curves " + name + " is none of " + names);
      }
    }
    return all.stream().filter(curve -> only.contains(curve.name())).toList();
  }

  private static Line line(String name, List<Point> points, boolean soFar, int colour) {
    return new Line(
        name,
        points.stream().mapToDouble(Point::labels).toArray(),
        points.stream()
            .mapToDouble(point -> soFar ? point.accuracySoFar() : point.accuracy())
            .toArray(),
        false,
        soFar,
        colour);
  }
}
