package io.firstspike.engine.stimulus;

import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * An image as received, before it is cropped, resized or converted: 8-bit samples in row-major
 * order with interleaved channels, {@code samples[(row * width + column) * channels + channel]},
 * each byte read as an unsigned number from 0 to 255.
 *
 * <p>The array is not copied and must not be changed afterwards.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param samples {@code height * width * channels} bytes
 */
@API(status = Status.MAINTAINED)
public record Image(int height, int width, int channels, byte[] samples) implements Stimulus {

  /**
   * Checks that the sizes are in range and that there are as many samples as they say.
   *
   * @throws IllegalArgumentException if not
   */
  public Image {
    Objects.requireNonNull(samples, "samples");
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image needs at least one row and column, not " + height + "x" + width);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("an image has 1 or 3 channels, not " + channels);
    }
    if ((long) height * width * channels != samples.length) {
      throw new IllegalArgumentException(
          "an image of "
              + height
              + "x"
              + width
              + "x"
              + channels
              + " needs "
              + (long) height * width * channels
              + " samples, not "
              + samples.length);
    }
  }

  /**
   * Creates a grey image.
   *
   * @param samples {@code height * width} bytes, row-major; not copied
   * @throws IllegalArgumentException if the numbers do not fit each other
   */
  public static Image grey(int height, int width, byte[] samples) {
    return new Image(height, width, 1, samples);
  }

  /** Height, width and channels as text, for messages. */
  public String dimensions() {
    return height + "x" + width + (channels == 1 ? " grey" : " colour");
  }
}
