package io.firstspike.engine.encode;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Crop;
import io.firstspike.engine.stimulus.Image;
import java.nio.ByteBuffer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Converts images as received to the planes of pixels that a network works on, as {@link InputSpec}
 * says.
 */
@API(status = Status.INTERNAL)
public final class FrameFitting {

  private final InputSpec input;
  private final boolean colour;

  /** A conversion for networks whose input is {@code input}. */
  public FrameFitting(InputSpec input) {
    this.input = input;
    this.colour = input.channels() == Channels.COLOUR;
  }

  /**
   * Converts {@code image}.
   *
   * @param planes {@code input.pixels().size()} cells, plane-major; overwritten with whole numbers
   *     from 0 to 255
   * @throws IllegalArgumentException if the network does not take the image
   */
  void fit(Image image, float[] planes) {
    require(image);
    if (plain(image)) {
      copy(image, planes);
      return;
    }
    Crop part = input.part(image);
    int size = input.height() * input.width();
    for (int plane = 0; plane < input.channels().planes(); plane++) {
      if (plane > 0 && image.channels() == 1) {
        System.arraycopy(planes, 0, planes, plane * size, size);
      } else {
        fit(image, part, plane, planes);
      }
    }
  }

  /**
   * Checks that the network takes {@code image}.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void require(Image image) {
    if (!input.takes(image)) {
      throw new IllegalArgumentException(input.refusal(image).orElseThrow());
    }
  }

  /**
   * Converts {@code image} to bytes, each to be read as an unsigned number.
   *
   * @param planes takes {@link #pixels} bytes, plane-major
   * @param at where the first of them is to be
   * @throws IllegalArgumentException if the network does not take the image
   */
  public void fit(Image image, ByteBuffer planes, int at) {
    if (plain(image)) {
      planes.put(at, image.samples());
      return;
    }
    float[] fitted = new float[pixels()];
    fit(image, fitted);
    for (int i = 0; i < fitted.length; i++) {
      planes.put(at + i, (byte) fitted[i]);
    }
  }

  /** The number of pixels of an image once it is fitted, of all planes. */
  public int pixels() {
    return input.pixels().size();
  }

  /** Whether the pixels equal the samples, so that they can be copied. */
  private boolean plain(Image image) {
    return input.crop() == null
        && image.channels() == 1
        && input.channels() == Channels.GREY
        && image.height() == input.height()
        && image.width() == input.width();
  }

  private static void copy(Image image, float[] planes) {
    byte[] samples = image.samples();
    for (int i = 0; i < samples.length; i++) {
      planes[i] = samples[i] & 0xff;
    }
  }

  private void fit(Image image, Crop part, int plane, float[] planes) {
    boolean same = input.matches(part);
    int target = plane * input.height() * input.width();
    for (int row = 0; row < input.height(); row++) {
      for (int column = 0; column < input.width(); column++) {
        planes[target++] =
            same
                ? sample(image, plane, part.top() + row, part.left() + column)
                : mean(image, part, plane, row, column);
      }
    }
  }

  /**
   * The mean of the area that the pixel at ({@code row}, {@code column}) covers of {@code part}.
   * All coordinates are whole numbers, because they are measured in units of {@code 1 /
   * input.height()} rows of the part: its row {@code y} extends from {@code y * input.height()} to
   * {@code (y + 1) * input.height()}, and the pixel from {@code row * part.height()} to {@code (row
   * + 1) * part.height()}. The same holds for columns.
   */
  private long mean(Image image, Crop part, int plane, int row, int column) {
    int height = input.height();
    int width = input.width();
    long top = (long) row * part.height();
    long bottom = top + part.height();
    long left = (long) column * part.width();
    long right = left + part.width();
    long sum = 0;
    for (int y = (int) (top / height); (long) y * height < bottom; y++) {
      long line = 0;
      for (int x = (int) (left / width); (long) x * width < right; x++) {
        line +=
            overlap(x, width, left, right) * sample(image, plane, part.top() + y, part.left() + x);
      }
      sum += overlap(y, height, top, bottom) * line;
    }
    long area = (long) part.height() * part.width();
    return (2 * sum + area) / (2 * area);
  }

  /**
   * The length of the overlap of the interval from {@code from} to {@code to} with pixel {@code
   * place}, where each pixel is {@code size} long.
   */
  private static long overlap(int place, int size, long from, long to) {
    return Math.min(to, (place + 1L) * size) - Math.max(from, (long) place * size);
  }

  private int sample(Image image, int plane, int row, int column) {
    byte[] samples = image.samples();
    int place = (row * image.width() + column) * image.channels();
    if (image.channels() == 1) {
      return samples[place] & 0xff;
    }
    return colour ? samples[place + plane] & 0xff : luma(samples, place);
  }

  /**
   * The luma of a colour, as in Pillow's {@code convert("L")}: the coefficients are 16-bit
   * fractions that add up to 1.
   */
  private static int luma(byte[] samples, int place) {
    int red = samples[place] & 0xff;
    int green = samples[place + 1] & 0xff;
    int blue = samples[place + 2] & 0xff;
    return 19595 * red + 38470 * green + 7471 * blue + 32768 >> 16;
  }
}
