package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Png;
import java.util.Base64;
import java.util.Locale;

/** Draws as SVG. */
final class SvgCanvas implements Canvas {

  private static final double HUNDREDTHS = 100;

  private final StringBuilder svg = new StringBuilder();

  SvgCanvas(String title, double width, double height) {
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
        .append(number(width))
        .append("\" height=\"")
        .append(number(height))
        .append("\" viewBox=\"0 0 ")
        .append(number(width))
        .append(' ')
        .append(number(height))
        .append(
            "\" font-family=\"Helvetica, Arial, DejaVu Sans, sans-serif\" role=\"img\">\n<title>")
        .append(escaped(title))
        .append("</title>\n");
    rectangle(0, 0, width, height, Palette.PAPER);
  }

  /** The whole file. */
  String text() {
    return svg + "</svg>\n";
  }

  @Override
  public void rectangle(double x, double y, double width, double height, int colour) {
    box("rect", x, y, width, height);
    svg.append(" fill=\"").append(hex(colour)).append("\"/>\n");
  }

  @Override
  public void line(double[] xs, double[] ys, Stroke stroke) {
    svg.append("<path fill=\"none\" stroke=\"")
        .append(hex(stroke.colour()))
        .append("\" stroke-width=\"")
        .append(number(stroke.width()))
        .append('"');
    if (stroke.dashes().length > 0) {
      svg.append(" stroke-dasharray=\"");
      for (double dash : stroke.dashes()) {
        svg.append(number(dash)).append(' ');
      }
      svg.append('"');
    }
    svg.append(" stroke-linejoin=\"round\" d=\"");
    for (int i = 0; i < xs.length; i++) {
      svg.append(i == 0 ? 'M' : 'L').append(number(xs[i])).append(' ').append(number(ys[i]));
    }
    svg.append("\"/>\n");
  }

  @Override
  public void text(double x, double y, TextStyle style, String words) {
    svg.append("<text x=\"")
        .append(number(x))
        .append("\" y=\"")
        .append(number(y))
        .append("\" font-size=\"")
        .append(number(style.size()))
        .append("\" fill=\"")
        .append(hex(style.colour()))
        .append("\" text-anchor=\"")
        .append(style.anchor().name().toLowerCase(Locale.ROOT))
        .append('"')
        .append(style.bold() ? " font-weight=\"bold\"" : "");
    if (style.upwards()) {
      svg.append(" transform=\"rotate(-90 ")
          .append(number(x))
          .append(' ')
          .append(number(y))
          .append(")\"");
    }
    svg.append('>').append(escaped(words)).append("</text>\n");
  }

  @Override
  public void image(double x, double y, double width, double height, Image image) {
    box("image", x, y, width, height);
    svg.append(" preserveAspectRatio=\"none\" style=\"image-rendering: pixelated\"")
        .append(" href=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(Png.bytes(image)))
        .append("\"/>\n");
  }

  /** Begins an element that fills a rectangle. */
  private void box(String element, double x, double y, double width, double height) {
    svg.append('<')
        .append(element)
        .append(" x=\"")
        .append(number(x))
        .append("\" y=\"")
        .append(number(y))
        .append("\" width=\"")
        .append(number(width))
        .append("\" height=\"")
        .append(number(height))
        .append('"');
  }

  private static String hex(int colour) {
    return String.format(Locale.ROOT, "#%06x", colour);
  }

  /** A number with at most two decimals. */
  private static String number(double value) {
    double rounded = Math.round(value * HUNDREDTHS) / HUNDREDTHS;
    return rounded == (long) rounded ? Long.toString((long) rounded) : Double.toString(rounded);
  }

  private static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
