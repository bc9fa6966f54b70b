package io.firstspike.engine.stimulus;

import java.util.Objects;

/**
 * A picture as it came: 8-bit samples, row-major, channels interleaved ({@code samples[(row * width
 * + column) * channels + channel]}), each byte read as unsigned 0 to 255.
 *
 * <p>The array is not copied: whoever makes an image hands it over.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param samples height x width x channels bytes
 */
public record Image(int height, int width, int channels, byte[] samples) {

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

  /** A grey image of {@code height * width} samples. */
  public static Image grey(int height, int width, byte[] samples) {
    return new Image(height, width, 1, samples);
  }

  /** Height, width and channels, for messages. */
  public String dimensions() {
    return height + "x" + width + (channels == 1 ? " grey" : " colour");
  }
}
