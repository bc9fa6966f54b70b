package io.firstspike.connectors.image;

import io.firstspike.engine.stimulus.Image;
import java.io.Serializable;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Layout of raw frames whose producers send no headers that tell it. Samples are 8 bits each, row
 * by row, the channels of a pixel together.
 *
 * @param height rows, 1 to {@value #MOST}
 * @param width columns, 1 to {@value #MOST}
 * @param channels samples of a pixel: 1 (grey) or 3 (red, green, blue)
 */
@API(status = Status.MAINTAINED)
public record RawLayout(int height, int width, int channels) implements Serializable {

  private static final int MOST = 65_535;

  public RawLayout {
    require("height", height, MOST);
    require("width", width, MOST);
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("raw frames have 1 or 3 channels, not " + channels);
    }
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          name + " of raw frames must be 1 to " + most + ", not " + value);
    }
  }

  /** Whether samples of this layout have the length of {@code value}. */
  public boolean fits(byte[] value) {
    return value.length == (long) height * width * channels;
  }

  /** The image whose samples these are. */
  public Image image(byte[] samples) {
    return new Image(height, width, channels, samples);
  }
}
