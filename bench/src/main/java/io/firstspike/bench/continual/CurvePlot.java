package io.firstspike.bench.continual;

import java.util.List;
import java.util.Locale;

/**
 * A plot of prequential curves as SVG: accuracy over the stream, from its beginning to its end,
 * with a legend. Its colours follow the reader's, light or dark.
 *
 * @param title its heading
 * @param axis what the horizontal axis shows
 * @param labels the number of labels at the right end of the axis
 * @param marks where segments of the stream begin, from 0 to 1
 * @param lines the curves
 */
record CurvePlot(String title, String axis, int labels, List<Double> marks, List<Line> lines) {

  /** Colours that can be told apart on white and on black, and by most of the colour-blind. */
  private static final List<String> COLOURS =
      List.of("#d55e00", "#0f86c8", "#00996b", "#c2679b", "#a88a00", "#7a6ff0");

  private static final int WIDTH = 1100;
  private static final int LEFT = 64;
  private static final int TOP = 48;
  private static final int PLOT_WIDTH = 600;
  private static final int PLOT_HEIGHT = 360;
  private static final int LEGEND = LEFT + PLOT_WIDTH + 24;
  private static final int LEGEND_STEP = 22;

  private static final String STYLE =
      """
      <style>
      text { fill: #24292f; font: 13px sans-serif; }
      .title { font-size: 16px; font-weight: bold; }
      .paper { fill: #ffffff; }
      .axis { stroke: #57606a; fill: none; }
      .grid { stroke: #d0d7de; }
      .mark { stroke: #8c959f; stroke-dasharray: 2 3; }
      .curve { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
      .main { stroke: #24292f; stroke-width: 3; }
      @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .paper { fill: #0d1117; }
      .axis { stroke: #9198a1; }
      .grid { stroke: #30363d; }
      .mark { stroke: #6e7681; }
      .main { stroke: #e6edf3; }
      }
      </style>
      """;

  /**
   * One curve.
   *
   * @param title its name in the legend
   * @param places from 0, the beginning of the stream, to 1, its end; ascending
   * @param heights accuracies from 0 to 1, one for each place
   * @param main whether it stands out
   * @param dashed whether it is dashed
   * @param colour the number of its colour, unless it stands out
   */
  record Line(
      String title, double[] places, double[] heights, boolean main, boolean dashed, int colour) {}

  /** The text of the file. */
  String svg() {
    int height = Math.max(TOP + PLOT_HEIGHT + 56, TOP + 16 + LEGEND_STEP * lines.size());
    StringBuilder svg = new StringBuilder();
    svg.append(
        text(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"%s\">%n",
            WIDTH, height, escaped(title)));
    svg.append(STYLE);
    svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    svg.append(label(LEFT, 28, "start", "title", title));
    axes(svg);
    for (double mark : marks) {
      svg.append(vertical("mark", mark));
    }
    for (int i = 0; i < lines.size(); i++) {
      curve(svg, lines.get(i), i);
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg) {
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      double y = y(tenth / 10.0);
      svg.append(
          text(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
              LEFT, LEFT + PLOT_WIDTH, y, y));
      svg.append(label(LEFT - 8, y + 4, "end", "tick", tenth * 10 + " %"));
    }
    for (int quarter = 0; quarter <= 4; quarter++) {
      long labelsSoFar = Math.round(labels * quarter / 4.0);
      String count = String.format(Locale.ROOT, "%,d", labelsSoFar);
      svg.append(label(x(quarter / 4.0), TOP + PLOT_HEIGHT + 18, "middle", "tick", count));
    }
    svg.append(
        text(
            "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>%n",
            LEFT, TOP, TOP + PLOT_HEIGHT, LEFT + PLOT_WIDTH));
    svg.append(label(LEFT + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT + 40, "middle", "tick", axis));
  }

  private static String vertical(String style, double place) {
    return text(
        "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
        style, x(place), x(place), TOP, TOP + PLOT_HEIGHT);
  }

  private static void curve(StringBuilder svg, Line line, int number) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < line.places().length; i++) {
      path.append(
          text("%s%.1f %.1f", i == 0 ? "M" : "L", x(line.places()[i]), y(line.heights()[i])));
    }
    int row = TOP + 8 + LEGEND_STEP * number;
    svg.append(path(line, path.toString()));
    svg.append(path(line, text("M%d %dh28", LEGEND, row)));
    svg.append(label(LEGEND + 36, row + 4, "start", "tick", line.title()));
  }

  private static String path(Line line, String course) {
    String colour =
        line.main() ? "" : " stroke=\"" + COLOURS.get(line.colour() % COLOURS.size()) + "\"";
    return text(
        "<path class=\"curve%s\"%s%s d=\"%s\"/>%n",
        line.main() ? " main" : "",
        colour,
        line.dashed() ? " stroke-dasharray=\"6 4\"" : "",
        course);
  }

  private static String label(double x, double y, String anchor, String style, String words) {
    return text(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
        x, y, anchor, style, escaped(words));
  }

  private static double x(double place) {
    return LEFT + place * PLOT_WIDTH;
  }

  private static double y(double accuracy) {
    return TOP + (1 - accuracy) * PLOT_HEIGHT;
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
  }
}
