package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.view.ContactSheet;
import io.firstspike.engine.view.DeepFeature;
import io.firstspike.pipeline.app.drawing.Canvas.Anchor;
import io.firstspike.pipeline.app.drawing.Canvas.Stroke;
import io.firstspike.pipeline.app.drawing.Canvas.TextStyle;
import java.util.List;

/**
 * Sheet of the patterns that maps prefer, with their numbers: light where a map wants light pixels,
 * dark where it wants dark ones, middle grey where it does not mind. Each map is scaled to its own
 * extremes.
 *
 * @param title its heading
 * @param pictures the patterns
 * @param maps numbers of the maps to draw, counted from 0
 * @param names names of the maps, by their numbers
 */
public record FeatureSheet(
    String title, DeepFeature pictures, List<Integer> maps, List<String> names) {

  private static final double TOP = 76;
  private static final double LEFT = 16;
  private static final double GAP = 6;
  private static final double NAME = 12;
  private static final double SHEET_WIDTH = 860;
  private static final double LEAST = 30;
  private static final double MOST = 110;
  private static final int GREYS = 64;
  private static final double BAR = 120;

  /** The picture. */
  public Drawing drawing() {
    double step = side() + GAP;
    double width = Math.max(LEFT + columns() * step + 12, 420);
    double height = TOP + rows() * (step + NAME) + 76;
    return new Drawing(
        title, Math.max(width, title.length() * 9.2 + 32), height, canvas -> draw(canvas, height));
  }

  /** About as many rows as columns, but no narrower than the legend. */
  private int columns() {
    int square = (int) Math.ceil(Math.sqrt(maps.size() * 1.6));
    return Math.min(maps.size(), Math.min(square, (int) (SHEET_WIDTH / (LEAST + GAP))));
  }

  private int rows() {
    return (maps.size() + columns() - 1) / columns();
  }

  /** The longer side of a map's picture. */
  private double side() {
    return Math.max(LEAST, Math.min(MOST, SHEET_WIDTH / columns() - GAP));
  }

  private double scale() {
    return side() / Math.max(pictures.shape().height(), pictures.shape().width());
  }

  private void draw(Canvas canvas, double height) {
    canvas.text(LEFT, 28, TextStyle.TITLE, title);
    canvas.text(
        LEFT,
        48,
        TextStyle.PLAIN.coloured(Palette.FAINT),
        "Patterns of "
            + pictures.shape().height()
            + " x "
            + pictures.shape().width()
            + " pixels of the input; each scaled to its own extremes");
    double wide = pictures.shape().width() * scale();
    double high = pictures.shape().height() * scale();
    for (int i = 0; i < maps.size(); i++) {
      double x = LEFT + i % columns() * (side() + GAP);
      double y = TOP + i / columns() * (side() + GAP + NAME);
      canvas.image(x, y, wide, high, ContactSheet.of(pictures, maps.get(i)));
      canvas.text(
          x + wide / 2,
          y + high + 10,
          TextStyle.PLAIN.at(Anchor.MIDDLE).sized(9).coloured(Palette.FAINT),
          names.get(maps.get(i)));
    }
    bar(canvas, LEFT, height - 50);
    ruler(canvas, LEFT + 250, height - 44);
  }

  private static void bar(Canvas canvas, double x, double y) {
    canvas.rectangle(x - 0.5, y - 0.5, BAR + 1, 13, Palette.GRID);
    for (int i = 0; i < GREYS; i++) {
      int grey = 255 * i / (GREYS - 1);
      canvas.rectangle(x + BAR * i / GREYS, y, BAR / GREYS, 12, grey << 16 | grey << 8 | grey);
    }
    TextStyle style = TextStyle.PLAIN;
    canvas.text(x, y + 27, style, "dark");
    canvas.text(x + BAR / 2, y + 27, style.at(Anchor.MIDDLE), "either");
    canvas.text(x + BAR, y + 27, style.at(Anchor.END), "light");
    canvas.text(x + BAR + 10, y + 11, style, "preferred");
  }

  /** A line as long as a round number of pixels of the input. */
  private void ruler(Canvas canvas, double x, double y) {
    int pixels = 1;
    for (int longer : new int[] {2, 5, 10, 20, 50, 100}) {
      pixels = longer * scale() <= Math.max(40, side()) ? longer : pixels;
    }
    double end = x + pixels * scale();
    canvas.line(new double[] {x, end}, new double[] {y, y}, new Stroke(Palette.TEXT, 2));
    canvas.text(x, y + 20, TextStyle.PLAIN, pixels + (pixels == 1 ? " pixel" : " pixels"));
  }
}
