package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.drawing.Canvas.Anchor;
import io.firstspike.pipeline.app.drawing.Canvas.TextStyle;
import java.util.Arrays;
import java.util.List;

/**
 * Plot of a confusion matrix: a row for each right label, a column for each decided one and one for
 * silence, coloured by the share of the row, with the counts in it.
 *
 * @param title its heading
 * @param matrix the counts
 */
public record ConfusionPlot(String title, ConfusionMatrix matrix) {

  private static final double TOP = 78;
  private static final double SIDE = 520;
  private static final double MOST = 46;
  private static final double LEAST = 9;
  private static final double LETTER = 6.8;
  private static final double BAR_WIDTH = 14;

  /** The smallest cells that have numbers in them. */
  private static final double NUMBERED = 22;

  /** The picture. */
  public Drawing drawing() {
    double left = 48 + longest() * LETTER;
    double width = left + columns() * cell() + 92;
    double below = TOP + matrix.labels().size() * cell() + (slanted() ? longest() * LETTER : 18);
    return new Drawing(
        title,
        Math.max(width, title.length() * 9.2 + 32),
        below + 34,
        canvas -> draw(canvas, left));
  }

  private int columns() {
    return matrix.labels().size() + 1;
  }

  private double cell() {
    return Math.max(LEAST, Math.min(MOST, SIDE / columns()));
  }

  private int longest() {
    return Math.max(6, matrix.labels().stream().mapToInt(String::length).max().orElse(1));
  }

  /** Whether the names of the columns are too long to stand beside each other. */
  private boolean slanted() {
    return longest() * LETTER > cell() - 4;
  }

  private void draw(Canvas canvas, double left) {
    List<String> labels = matrix.labels();
    double cell = cell();
    double bottom = TOP + labels.size() * cell;
    canvas.text(16, 28, TextStyle.TITLE, title);
    canvas.text(
        16,
        48,
        TextStyle.PLAIN.coloured(Palette.FAINT),
        Figures.percent(matrix.accuracy())
            + " of "
            + Figures.count(matrix.total())
            + (cell() < NUMBERED ? " right; coloured" : " right; counts, coloured")
            + " by the share of their row");
    for (int row = 0; row < labels.size(); row++) {
      long total = Arrays.stream(matrix.counts()[row]).sum();
      for (int column = 0; column < columns(); column++) {
        long count = matrix.counts()[row][column];
        double share = total == 0 ? 0 : (double) count / total;
        cell(canvas, left + column * cell, TOP + row * cell, cell, count, share);
      }
      canvas.text(
          left - 8,
          TOP + (row + 0.5) * cell + 4,
          TextStyle.PLAIN.at(Anchor.END).sized(letters(cell)),
          labels.get(row));
    }
    double names = columnNames(canvas, left, bottom, cell);
    double middle = left + columns() * cell / 2;
    canvas.text(middle, names, TextStyle.PLAIN.at(Anchor.MIDDLE), "decided label");
    canvas.text(
        22,
        TOP + labels.size() * cell / 2,
        TextStyle.PLAIN.at(Anchor.MIDDLE).rising(),
        "right label");
    bar(canvas, left + columns() * cell + 24, bottom - TOP);
  }

  private static double letters(double cell) {
    return Math.min(12, cell);
  }

  private static void cell(
      Canvas canvas, double x, double y, double cell, long count, double share) {
    canvas.rectangle(x, y, cell, cell, Palette.GRID);
    canvas.rectangle(x + 0.5, y + 0.5, cell - 1, cell - 1, Palette.magnitude(share));
    if (count > 0 && cell >= NUMBERED) {
      String number = Long.toString(count);
      double size = Math.min(12, 1.5 * (cell - 4) / number.length());
      canvas.text(
          x + cell / 2,
          y + cell / 2 + size * 0.36,
          TextStyle.PLAIN.at(Anchor.MIDDLE).sized(size).coloured(Palette.on(share)),
          number);
    }
  }

  /** Writes the names of the columns; returns where the title of the axis belongs. */
  private double columnNames(Canvas canvas, double left, double bottom, double cell) {
    for (int column = 0; column < columns(); column++) {
      String name = column < matrix.labels().size() ? matrix.labels().get(column) : "silent";
      double x = left + (column + 0.5) * cell;
      TextStyle style = TextStyle.PLAIN.sized(letters(cell));
      if (slanted()) {
        canvas.text(x + 4, bottom + 8, style.at(Anchor.END).rising(), name);
      } else {
        canvas.text(x, bottom + 18, style.at(Anchor.MIDDLE), name);
      }
    }
    return bottom + (slanted() ? longest() * LETTER : 18) + 20;
  }

  private static void bar(Canvas canvas, double x, double height) {
    double length = Math.min(height, 200);
    int steps = 100;
    canvas.rectangle(x - 0.5, TOP - 0.5, BAR_WIDTH + 1, length + 1, Palette.GRID);
    for (int i = 0; i < steps; i++) {
      double share = (i + 0.5) / steps;
      canvas.rectangle(
          x,
          TOP + (1 - share) * length - length / steps / 2.0,
          BAR_WIDTH,
          length / steps,
          Palette.magnitude(share));
    }
    for (int quarter = 0; quarter <= 4; quarter++) {
      canvas.text(
          x + BAR_WIDTH + 6,
          TOP + (1 - quarter / 4.0) * length + 4,
          TextStyle.PLAIN,
          25 * quarter + " %");
    }
  }
}
