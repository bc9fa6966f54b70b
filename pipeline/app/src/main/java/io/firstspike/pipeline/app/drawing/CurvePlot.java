package io.firstspike.pipeline.app.drawing;

import io.firstspike.pipeline.app.drawing.Canvas.Stroke;
import io.firstspike.pipeline.app.drawing.Canvas.TextStyle;
import java.util.Arrays;
import java.util.List;

/**
 * Plot of accuracies over labels, with a legend.
 *
 * @param title its heading
 * @param axis what the horizontal axis shows
 * @param height what the vertical axis shows
 * @param labels the number of labels at the right end of the axis
 * @param marks numbers of labels after which something changed
 * @param lines the curves
 */
public record CurvePlot(
    String title, String axis, String height, double labels, List<Double> marks, List<Line> lines) {

  private static final double LEFT = 76;
  private static final double TOP = 52;
  private static final double PLOT_WIDTH = 560;
  private static final double PLOT_HEIGHT = 340;
  private static final double LEGEND_STEP = 22;
  private static final double LEGEND_SAMPLE = 28;
  private static final double LETTER = 6.6;

  /** Below this accuracy the axis begins at 0. */
  private static final double HALF = 0.5;

  /**
   * One curve.
   *
   * @param title its name in the legend
   * @param labels numbers of labels, ascending
   * @param heights accuracies from 0 to 1, one for each
   * @param main whether it stands out
   * @param dashed whether it is dashed
   * @param colour the number of its colour, unless it stands out
   */
  public record Line(
      String title, double[] labels, double[] heights, boolean main, boolean dashed, int colour) {

    private Stroke stroke() {
      Stroke series = main ? new Stroke(Palette.TEXT, 2.6) : Palette.series(colour);
      return dashed ? new Stroke(series.colour(), series.width(), 6, 4) : series;
    }
  }

  /** The picture. */
  public Drawing drawing() {
    double longest = lines.stream().mapToInt(line -> line.title().length()).max().orElse(0);
    double width = LEFT + PLOT_WIDTH + 24 + LEGEND_SAMPLE + 8 + longest * LETTER + 12;
    double below = Math.max(TOP + PLOT_HEIGHT + 48, TOP + 16 + LEGEND_STEP * lines.size());
    return new Drawing(title, Math.max(width, title.length() * 9.2 + 32), below, this::draw);
  }

  private void draw(Canvas canvas) {
    PlotArea area =
        new PlotArea(
            LEFT,
            TOP,
            PLOT_WIDTH,
            PLOT_HEIGHT,
            Axis.within(axis, 0, labels),
            Axis.shares(height, lowest()));
    canvas.text(16, 28, TextStyle.TITLE, title);
    area.drawAxes(canvas);
    marks.forEach(mark -> area.mark(canvas, mark));
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      area.curve(canvas, line.labels(), line.heights(), line.stroke());
      double y = TOP + 8 + LEGEND_STEP * i;
      double x = area.right() + 24;
      canvas.line(new double[] {x, x + LEGEND_SAMPLE}, new double[] {y, y}, line.stroke());
      canvas.text(x + LEGEND_SAMPLE + 8, y + 4, TextStyle.PLAIN, line.title());
    }
  }

  /** Where the vertical axis begins: at 0, or at a tenth if all is well above the half. */
  private double lowest() {
    double lowest =
        lines.stream().flatMapToDouble(line -> Arrays.stream(line.heights())).min().orElse(0);
    return lowest < HALF ? 0 : Math.min(0.9, Math.floor(lowest * 10) / 10);
  }
}
