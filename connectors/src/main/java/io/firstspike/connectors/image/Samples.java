package io.firstspike.connectors.image;

import io.firstspike.engine.stimulus.Image;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Copies the samples of a decoded image as stored. {@code BufferedImage.getRGB} is avoided: it
 * applies gamma to grey and profiles to colour.
 */
final class Samples {

  private Samples() {}

  /**
   * Copies the samples.
   *
   * @param orientation the rotation that turns the picture upright
   */
  static Image of(BufferedImage decoded, Orientation orientation) {
    ColorModel model = decoded.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return fromPalette(decoded.getRaster(), palette, orientation);
    }
    int type = model.getColorSpace().getType();
    if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
      throw new IllegalArgumentException("its colours are neither grey nor RGB");
    }
    return fromComponents(decoded.getRaster(), model, orientation);
  }

  private static Image fromComponents(Raster raster, ColorModel model, Orientation orientation) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int channels = model.getNumColorComponents();
    int[] largest = new int[bands];
    for (int band = 0; band < bands; band++) {
      largest[band] = (1 << model.getComponentSize(band)) - 1;
    }
    boolean blend = model.hasAlpha() && !model.isAlphaPremultiplied();
    byte[] samples = new byte[height * width * channels];
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0, at = 0; x < width; x++, at += bands) {
        int next = orientation.place(y, x, height, width) * channels;
        // In every colour model the colours come first and alpha comes last.
        int alpha = blend ? scale(row[at + channels], largest[channels]) : 255;
        for (int band = 0; band < channels; band++) {
          samples[next++] = (byte) overBlack(scale(row[at + band], largest[band]), alpha);
        }
      }
    }
    return new Image(
        orientation.height(height, width), orientation.width(height, width), channels, samples);
  }

  private static Image fromPalette(
      Raster raster, IndexColorModel palette, Orientation orientation) {
    int[] argb = new int[palette.getMapSize()];
    palette.getRGBs(argb);
    int channels = isGrey(argb) ? 1 : 3;
    int height = raster.getHeight();
    int width = raster.getWidth();
    byte[] samples = new byte[height * width * channels];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int colour = argb[row[x]];
        int next = orientation.place(y, x, height, width) * channels;
        for (int shift = 16; shift > 16 - 8 * channels; shift -= 8) {
          samples[next++] = (byte) overBlack(colour >> shift & 0xff, colour >>> 24);
        }
      }
    }
    return new Image(
        orientation.height(height, width), orientation.width(height, width), channels, samples);
  }

  private static boolean isGrey(int[] argb) {
    for (int colour : argb) {
      int green = colour >> 8 & 0xff;
      if ((colour >> 16 & 0xff) != green || (colour & 0xff) != green) {
        return false;
      }
    }
    return true;
  }

  private static int overBlack(int sample, int alpha) {
    return scale(sample * alpha, 255 * 255);
  }

  /** Scales {@code value}, 0 to {@code largest}, to 0 to 255, rounded. */
  static int scale(int value, int largest) {
    return largest == 255 ? value : (int) ((value * 255L + largest / 2) / largest);
  }
}
