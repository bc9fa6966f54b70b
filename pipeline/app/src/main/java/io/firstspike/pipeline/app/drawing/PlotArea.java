package io.firstspike.pipeline.app.drawing;

import io.firstspike.pipeline.app.drawing.Canvas.Anchor;
import io.firstspike.pipeline.app.drawing.Canvas.Stroke;
import io.firstspike.pipeline.app.drawing.Canvas.TextStyle;

/**
 * A rectangle of a picture with a horizontal and a vertical axis.
 *
 * @param left its left side
 * @param top its upper side
 * @param width its width
 * @param height its height
 * @param across the horizontal axis
 * @param up the vertical axis
 */
record PlotArea(double left, double top, double width, double height, Axis across, Axis up) {

  private static final double TICK = 4;

  /** The most points of a curve that are marked. */
  private static final int MOST_MARKED = 20;

  private static final double MARK = 5;
  private static final Stroke GRID = new Stroke(Palette.GRID, 0.8);
  private static final Stroke AXIS = new Stroke(Palette.AXIS, 1);

  /** The place of a value of the horizontal axis. */
  double x(double value) {
    return left + across.place(value) * width;
  }

  /** The place of a value of the vertical axis. */
  double y(double value) {
    return top + (1 - up.place(value)) * height;
  }

  double right() {
    return left + width;
  }

  double bottom() {
    return top + height;
  }

  /** Draws grid, axes, ticks and titles. */
  void drawAxes(Canvas canvas) {
    for (double tick : up.ticks()) {
      canvas.line(new double[] {left, right()}, new double[] {y(tick), y(tick)}, GRID);
      canvas.text(left - 8, y(tick) + 4, TextStyle.PLAIN.at(Anchor.END), up.label().apply(tick));
    }
    for (double tick : across.ticks()) {
      canvas.line(new double[] {x(tick), x(tick)}, new double[] {bottom(), bottom() + TICK}, AXIS);
      canvas.text(
          x(tick), bottom() + 18, TextStyle.PLAIN.at(Anchor.MIDDLE), across.label().apply(tick));
    }
    canvas.line(new double[] {left, left, right()}, new double[] {top, bottom(), bottom()}, AXIS);
    canvas.text(left + width / 2, bottom() + 36, TextStyle.PLAIN.at(Anchor.MIDDLE), across.title());
    canvas.text(
        left - 52, top + height / 2, TextStyle.PLAIN.at(Anchor.MIDDLE).rising(), up.title());
  }

  /** Draws a vertical line through the whole area. */
  void mark(Canvas canvas, double value) {
    canvas.line(
        new double[] {x(value), x(value)},
        new double[] {top, bottom()},
        new Stroke(Palette.FAINT, 0.8, 2, 3));
  }

  /** Draws a curve, with a mark at each point if there are few. */
  void curve(Canvas canvas, double[] values, double[] heights, Stroke stroke) {
    double[] xs = new double[values.length];
    double[] ys = new double[values.length];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = x(values[i]);
      ys[i] = y(Math.max(up.from(), Math.min(up.to(), heights[i])));
    }
    canvas.line(xs, ys, stroke);
    for (int i = 0; i < xs.length && xs.length <= MOST_MARKED; i++) {
      canvas.rectangle(xs[i] - MARK / 2, ys[i] - MARK / 2, MARK, MARK, stroke.colour());
    }
  }
}
