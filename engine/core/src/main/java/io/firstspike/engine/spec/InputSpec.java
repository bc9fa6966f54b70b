package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stimulus.Image;
import java.util.Locale;
import java.util.Optional;

/**
 * What a network sees of an image. {@code {height: 28, width: 28}} is enough: grey, of exactly that
 * size. In this order:
 *
 * <ol>
 *   <li>The crop, if there is one.
 *   <li>Channels: for a grey network a colour becomes its luma, {@code (19595 red + 38470 green +
 *       7471 blue + 32768) / 65536} rounded down, which is (299 red + 587 green + 114 blue) / 1000
 *       in 16 bits, rounded half up, and what Pillow's {@code convert("L")} gives. For a colour
 *       network a grey image gives three equal planes.
 *   <li>Size: the pixels of both sizes are taken for tiles of the same rectangle, and a pixel
 *       becomes the mean of what its tile covers, each pixel beneath weighing as much as is covered
 *       of it (area averaging), be it smaller or larger. Sums are whole numbers, the mean is
 *       rounded half up: the same on every machine. Proportions are not kept.
 * </ol>
 *
 * @param height rows the network works on, 1 to 4096
 * @param width columns it works on, 1 to 4096
 * @param channels what it sees of colours; left out: grey
 * @param crop the part of each image that it sees; null or left out: all of it
 * @param misfit what happens to an image (or crop) of another size; left out: it is refused
 */
public record InputSpec(
    int height,
    int width,
    Channels channels,
    @JsonInclude(JsonInclude.Include.NON_NULL) Crop crop,
    Misfit misfit) {

  /** The most rows or columns a network may work on. */
  public static final int MAX_SIDE = 4096;

  public InputSpec {
    channels = channels == null ? Channels.GREY : channels;
    misfit = misfit == null ? Misfit.REFUSE : misfit;
  }

  /** Grey images of exactly this size. */
  public InputSpec(int height, int width) {
    this(height, width, Channels.GREY, null, Misfit.REFUSE);
  }

  /** What a network sees of colours. */
  public enum Channels {
    /** One plane; colours become their luma. */
    GREY(1),
    /** Three planes, red, green and blue; grey images give three equal ones. */
    COLOUR(3);

    private final int planes;

    Channels(int planes) {
      this.planes = planes;
    }

    /** Planes of pixels. */
    public int planes() {
      return planes;
    }

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What happens to an image of another size. */
  public enum Misfit {
    /** It is refused, with a message. */
    REFUSE,
    /** It is resized; its proportions are not kept. */
    RESIZE;

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A rectangle of an image, in pixels of the image as it came.
   *
   * @param top rows above it, 0 or more
   * @param left columns left of it, 0 or more
   * @param height its rows, at least 1
   * @param width its columns, at least 1
   */
  public record Crop(int top, int left, int height, int width) {

    private boolean fits(Image image) {
      return (long) top + height <= image.height() && (long) left + width <= image.width();
    }

    @Override
    public String toString() {
      return height + "x" + width + " at row " + top + ", column " + left;
    }
  }

  /** The pixels the network works on: planes x height x width. */
  public Shape pixels() {
    return new Shape(channels.planes(), height, width);
  }

  /** The part of {@code image} that the network sees. */
  public Crop part(Image image) {
    return crop == null ? new Crop(0, 0, image.height(), image.width()) : crop;
  }

  /** Whether {@code part} has the size the network works on. */
  public boolean matches(Crop part) {
    return part.height() == height && part.width() == width;
  }

  /** Whether the network takes {@code image}. */
  public boolean takes(Image image) {
    if (crop != null) {
      return refusal(image).isEmpty();
    }
    return misfit == Misfit.RESIZE || image.height() == height && image.width() == width;
  }

  /**
   * Why the network does not take {@code image}: what came, what it takes, and the remedy. Empty if
   * it takes it.
   */
  public Optional<String> refusal(Image image) {
    if (crop != null && !crop.fits(image)) {
      return Optional.of(
          "the crop of "
              + crop
              + " reaches beyond an image of "
              + image.dimensions()
              + "; change input.crop, or send larger images");
    }
    if (misfit == Misfit.RESIZE || matches(part(image))) {
      return Optional.empty();
    }
    return Optional.of(
        "an image of "
            + image.dimensions()
            + (crop == null ? "" : " cropped to " + crop)
            + " does not fit a network that takes "
            + height
            + "x"
            + width
            + " "
            + channels
            + "; set input.misfit: resize, or scale the images");
  }
}
