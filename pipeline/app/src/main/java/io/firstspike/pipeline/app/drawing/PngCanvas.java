package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Png;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws pixels, {@value #SCALE} on the side of a unit: 288 an inch. */
final class PngCanvas implements Canvas {

  private static final int SCALE = 3;
  private static final int FONT_SIZE = 12;

  private final BufferedImage picture;
  private final Graphics2D graphics;

  PngCanvas(double width, double height) {
    this.picture =
        new BufferedImage(
            (int) Math.ceil(width * SCALE),
            (int) Math.ceil(height * SCALE),
            BufferedImage.TYPE_3BYTE_BGR);
    this.graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(SCALE, SCALE);
    // Up to the last pixel, of which the picture may fill a part.
    rectangle(0, 0, width + 1, height + 1, Palette.PAPER);
  }

  /** The whole file. */
  byte[] bytes() {
    graphics.dispose();
    return Png.bytes(picture);
  }

  @Override
  public void rectangle(double x, double y, double width, double height, int colour) {
    graphics.setColor(new Color(colour));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void line(double[] xs, double[] ys, Stroke stroke) {
    if (xs.length == 0) {
      return;
    }
    Path2D path = new Path2D.Double();
    path.moveTo(xs[0], ys[0]);
    for (int i = 1; i < xs.length; i++) {
      path.lineTo(xs[i], ys[i]);
    }
    graphics.setColor(new Color(stroke.colour()));
    graphics.setStroke(stroke(stroke));
    graphics.draw(path);
  }

  private static BasicStroke stroke(Stroke stroke) {
    float width = (float) stroke.width();
    if (stroke.dashes().length == 0) {
      return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    }
    float[] dashes = new float[stroke.dashes().length];
    for (int i = 0; i < dashes.length; i++) {
      dashes[i] = (float) stroke.dashes()[i];
    }
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
  }

  @Override
  public void text(double x, double y, TextStyle style, String words) {
    Font font =
        new Font(Font.SANS_SERIF, style.bold() ? Font.BOLD : Font.PLAIN, FONT_SIZE)
            .deriveFont((float) style.size());
    double length = font.getStringBounds(words, graphics.getFontRenderContext()).getWidth();
    double shift =
        switch (style.anchor()) {
          case START -> 0;
          case MIDDLE -> length / 2;
          case END -> length;
        };
    AffineTransform before = graphics.getTransform();
    graphics.setColor(new Color(style.colour()));
    graphics.setFont(font);
    graphics.translate(x, y);
    if (style.upwards()) {
      graphics.rotate(-Math.PI / 2);
    }
    graphics.drawString(words, (float) -shift, 0);
    graphics.setTransform(before);
  }

  @Override
  public void image(double x, double y, double width, double height, Image image) {
    BufferedImage pixels = Png.picture(image);
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.scale(width / pixels.getWidth(), height / pixels.getHeight());
    graphics.drawImage(pixels, place, null);
  }
}
