package io.firstspike.engine.tuning;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.stimulus.LabelledStimuli;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What the images of a sample are like, at the size that the network works on.
 *
 * @param images number of images
 * @param height rows of pixels
 * @param width columns of pixels
 * @param contrast standard deviation of an image's grey values, 0 to 255, mean of all images
 * @param colour mean distance of red and of blue from green, as a share of 255; 0 for grey images
 * @param detail pixels after which the grey values of an image, less their mean, are half as alike
 *     (autocorrelation 0.5, along rows and columns): half the width of what is drawn
 */
@API(status = Status.MAINTAINED)
public record ImageSigns(
    int images, int height, int width, double contrast, double colour, double detail) {

  private static final double HALF = 0.5;
  private static final int LEAST_SIDE = 32;
  private static final double ENOUGH_DETAIL = 3;

  /**
   * Measures images.
   *
   * @param size rows and columns, and how images come to them
   * @param sample the images; grey ones have no colour
   */
  public static ImageSigns of(InputSpec size, LabelledStimuli sample) {
    Encoder encoder =
        new Encoder(
            size.toBuilder().channels(Channels.COLOUR).build(),
            new EncodingSpec(List.of(), 0, 0, 0, 1));
    int pixels = size.height() * size.width();
    double contrast = 0;
    double colour = 0;
    double[] alike = new double[Math.min(size.height(), size.width())];
    for (int i = 0; i < sample.size(); i++) {
      float[] planes = encoder.planes(sample.stimulus(i));
      double[] grey = new double[pixels];
      double mean = 0;
      for (int pixel = 0; pixel < pixels; pixel++) {
        float red = planes[pixel];
        float green = planes[pixels + pixel];
        float blue = planes[2 * pixels + pixel];
        colour += (Math.abs(red - green) + Math.abs(blue - green)) / 2 / 255 / pixels;
        grey[pixel] = (red + green + blue) / 3;
        mean += grey[pixel] / pixels;
      }
      double variance = centre(grey, mean);
      contrast += Math.sqrt(variance);
      correlate(grey, size, variance, alike);
    }
    int count = Math.max(1, sample.size());
    return new ImageSigns(
        sample.size(), size.height(), size.width(), contrast / count, colour / count, half(alike));
  }

  /**
   * The size that such images may be brought to so that their search takes less time, and loses
   * little: where what is drawn is wide, it may be narrower, as long as 32 pixels a side remain.
   */
  public InputSpec smaller(InputSpec size) {
    double factor = Math.max((double) LEAST_SIDE / Math.min(height, width), ENOUGH_DETAIL / detail);
    return factor >= 1
        ? size
        : size.toBuilder()
            .height((int) Math.rint(factor * height))
            .width((int) Math.rint(factor * width))
            .misfit(Misfit.RESIZE)
            .build();
  }

  /** Subtracts the mean; returns the variance. */
  private static double centre(double[] grey, double mean) {
    double variance = 0;
    for (int pixel = 0; pixel < grey.length; pixel++) {
      grey[pixel] -= mean;
      variance += grey[pixel] * grey[pixel] / grey.length;
    }
    return variance;
  }

  /** Adds the autocorrelation of an image at each distance along rows and columns. */
  private static void correlate(double[] grey, InputSpec size, double variance, double[] alike) {
    int width = size.width();
    for (int distance = 0; variance > 0 && distance < alike.length; distance++) {
      double sum = 0;
      int pairs = 0;
      for (int row = 0; row < size.height(); row++) {
        for (int column = 0; column + distance < width; column++) {
          sum += grey[row * width + column] * grey[row * width + column + distance];
          pairs++;
        }
      }
      for (int row = 0; row + distance < size.height(); row++) {
        for (int column = 0; column < width; column++) {
          sum += grey[row * width + column] * grey[(row + distance) * width + column];
          pairs++;
        }
      }
      alike[distance] += sum / pairs / variance;
    }
  }

  /** The distance at which the correlation falls to half of that at distance 0. */
  private static double half(double[] alike) {
    double limit = HALF * alike[0];
    for (int distance = 1; distance < alike.length; distance++) {
      if (alike[distance] <= limit) {
        double before = alike[distance - 1];
        return distance - 1 + (before - limit) / Math.max(1e-9, before - alike[distance]);
      }
    }
    return alike.length;
  }
}
