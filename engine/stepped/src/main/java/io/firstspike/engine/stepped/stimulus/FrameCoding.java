package io.firstspike.engine.stepped.stimulus;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.stimulus.Image;
import java.util.List;
import java.util.Random;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * How intensities of a frame become a {@link Raster}. Immutable.
 *
 * @param kind what an intensity stands for
 * @param steps number of time steps, 1 to {@value #MOST_STEPS}
 * @param gain the current of full intensity, or, of rates, the probability of a spike in a time
 *     step
 * @param seed of rates
 */
@API(status = Status.MAINTAINED)
public record FrameCoding(Kind kind, int steps, float gain, long seed) {

  /** The most time steps of a frame. */
  public static final int MOST_STEPS = 1 << 16;

  /** The most intensities of all time steps, 2^24. */
  private static final int MOST_NUMBERS = 1 << 24;

  private static final float WHITE = 255;

  /** What an intensity stands for. */
  public enum Kind {
    /** A current, the same in each time step. */
    CURRENT,
    /** The probability of a spike in a time step, whatever happened in others. */
    RATE
  }

  public FrameCoding {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "a frame is shown for 1 to " + MOST_STEPS + " time steps, not " + steps);
    }
    if (!(gain > 0 && gain < Float.POSITIVE_INFINITY) || kind == Kind.RATE && gain > 1) {
      throw new IllegalArgumentException(
          "full intensity is a current above 0 or a probability above 0 and at most 1, not "
              + gain);
    }
  }

  /**
   * The intensities of an image, 0 to 1, one channel after the other.
   *
   * @param into receives them
   * @param at the place of the first
   */
  public static void intensities(Image image, float[] into, int at) {
    int pixels = image.height() * image.width();
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < image.channels(); channel++) {
        int sample = image.samples()[pixel * image.channels() + channel] & 0xff;
        into[at + channel * pixels + pixel] = sample / WHITE;
      }
    }
  }

  /**
   * Codes planes of pixels. The same pixels give the same raster, whatever was coded before.
   *
   * @param dimensions of the frame
   * @param pixels 0 to 255 each
   * @throws IllegalArgumentException if it would be shown for too many time steps
   */
  public Raster codePixels(List<Integer> dimensions, float[] pixels) {
    float[] intensities = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      intensities[i] = pixels[i] / WHITE;
    }
    return code(dimensions, intensities);
  }

  /**
   * Codes a frame. The same intensities give the same raster, whatever was coded before.
   *
   * @param dimensions of the frame
   * @param intensities 0 to 1 each
   * @throws IllegalArgumentException if it would be shown for too many time steps
   */
  public Raster code(List<Integer> dimensions, float[] intensities) {
    // FNV-1a, in words: which numbers are drawn is a matter of the frame alone.
    long hash = 0xcbf29ce484222325L;
    for (float intensity : intensities) {
      hash = (hash ^ Float.floatToIntBits(intensity)) * 0x100000001b3L;
    }
    return code(dimensions, intensities, hash);
  }

  /**
   * Codes a frame. The same seed and number give the same raster.
   *
   * @param dimensions of the frame
   * @param intensities 0 to 1 each
   * @param number of the frame, for example its index in a data set
   * @throws IllegalArgumentException if it would be shown for too many time steps
   */
  public Raster code(List<Integer> dimensions, float[] intensities, long number) {
    if ((long) this.steps * intensities.length > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "a frame of "
              + intensities.length
              + " intensities can be shown for "
              + MOST_NUMBERS / intensities.length
              + " time steps at most, not "
              + this.steps
              + " (--steps)");
    }
    float[][] steps = new float[this.steps][intensities.length];
    Random random = SeededRandom.of(seed, number);
    for (float[] step : steps) {
      for (int input = 0; input < intensities.length; input++) {
        step[input] =
            kind == Kind.CURRENT
                ? gain * intensities[input]
                : random.nextDouble() < gain * intensities[input] ? 1 : 0;
      }
    }
    return Raster.of(dimensions, steps);
  }
}
