import java.awt.*;
import java.awt.geom.*;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws pictures of parts, as a camera over a line might see them. */
public class Parts {
  public static void main(String[] args) throws Exception {
    Random random = new Random(1);
    for (String set : new String[] {"train", "test"}) {
      for (String part : new String[] {"nut", "plate", "washer", "bolt"}) {
        File folder = new File((part.equals("bolt") ? "more/" : "parts/") + set + "/" + part);
        folder.mkdirs();
        for (int i = 0; i < (set.equals("train") ? 200 : 50); i++) {
          ImageIO.write(draw(part, random), "png", new File(folder, i + ".png"));
        }
      }
    }
  }

  static BufferedImage draw(String part, Random random) {
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(new Color(40, 45, 50));
    g.fillRect(0, 0, 96, 96);
    g.translate(48 + 4 * random.nextGaussian(), 48 + 4 * random.nextGaussian());
    g.rotate(random.nextDouble() * Math.PI);
    double r = 24 + 6 * random.nextDouble();
    Path2D outline = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    if (part.equals("plate")) {
      outline.append(new Rectangle2D.Double(-r, -r / 1.5, 2 * r, 2 * r / 1.5), false);
    } else if (part.equals("bolt")) {
      outline.append(new Rectangle2D.Double(-r, -r / 5, 2 * r, r / 2.5), false);
      outline.append(new Rectangle2D.Double(r, -r / 2, r / 3, r), false);
    } else if (part.equals("washer")) {
      outline.append(new Ellipse2D.Double(-r, -r, 2 * r, 2 * r), false);
    } else {
      for (int k = 0; k < 6; k++) {
        double x = r * Math.cos(k * Math.PI / 3), y = r * Math.sin(k * Math.PI / 3);
        if (k == 0) outline.moveTo(x, y); else outline.lineTo(x, y);
      }
      outline.closePath();
    }
    if (part.equals("nut") || part.equals("washer")) {
      outline.append(new Ellipse2D.Double(-r / 2, -r / 2, r, r), false);
    }
    int grey = 140 + random.nextInt(80);
    g.setColor(new Color(grey, grey, grey - 20));
    g.fill(outline);
    for (int i = 0; i < 96 * 96; i++) {
      image.setRGB(i % 96, i / 96, image.getRGB(i % 96, i / 96) + 0x010101 * random.nextInt(20));
    }
    return image;
  }
}
