package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stimulus.Image;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the images that a network takes. {@code {height: 28, width: 28}} is enough: grey images
 * of exactly that size. Images are converted in these steps:
 *
 * <ol>
 *   <li>The crop, if there is one.
 *   <li>Channels: for a grey network a colour becomes its luma, {@code (19595 red + 38470 green +
 *       7471 blue + 32768) / 65536} rounded down. That is (299 red + 587 green + 114 blue) / 1000
 *       in 16 bits, rounded half up, and equals Pillow's {@code convert("L")}. For a colour network
 *       a grey image becomes three equal planes.
 *   <li>Size: the pixel grids of both sizes are laid over the same rectangle, and each new pixel
 *       becomes the mean of the old pixels under it, weighted by the area it shares with each (area
 *       averaging, both to smaller and to larger sizes). Sums are whole numbers and the mean is
 *       rounded half up, so the result is the same on every machine. Proportions are not kept.
 * </ol>
 *
 * @param height rows of pixels after conversion, 1 to 4096
 * @param width columns of pixels after conversion, 1 to 4096
 * @param channels treatment of colours; left out: grey
 * @param crop part of each image that is used; null or left out: the whole image
 * @param misfit treatment of an image, or crop, of another size; left out: it is refused
 */
@API(status = Status.MAINTAINED)
public record InputSpec(
    int height,
    int width,
    Channels channels,
    @JsonInclude(JsonInclude.Include.NON_NULL) Crop crop,
    Misfit misfit) {

  /** The most rows or columns of pixels after conversion. */
  public static final int MAX_SIDE = 4096;

  public InputSpec {
    channels = channels == null ? Channels.GREY : channels;
    misfit = misfit == null ? Misfit.REFUSE : misfit;
  }

  /** Creates the spec of grey images of exactly this size. */
  public InputSpec(int height, int width) {
    this(height, width, Channels.GREY, null, Misfit.REFUSE);
  }

  /** Adds the mistakes in this input, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".height", height, 1, MAX_SIDE);
    problems.range(at + ".width", width, 1, MAX_SIDE);
    if (crop == null) {
      return;
    }
    crop.check(at + ".crop", problems);
    if (misfit == Misfit.REFUSE && !matches(crop)) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s.crop is %dx%d, the network works on %dx%d: every image would be refused; set"
                  + " %s.misfit: resize",
              at,
              crop.height(),
              crop.width(),
              height,
              width,
              at));
    }
  }

  /** Treatment of colours. */
  public enum Channels {
    /** One plane; colours become their luma. */
    GREY(1),
    /** Three planes, red, green and blue; a grey image becomes three equal planes. */
    COLOUR(3);

    private final int planes;

    Channels(int planes) {
      this.planes = planes;
    }

    /** The number of planes of pixels. */
    public int planes() {
      return planes;
    }

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Treatment of an image of another size. */
  public enum Misfit {
    /** The image is refused, with a message. */
    REFUSE,
    /** The image is resized; its proportions are not kept. */
    RESIZE;

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A rectangle of an image, in pixels of the image as received.
   *
   * @param top rows above it, 0 or more
   * @param left columns to the left of it, 0 or more
   * @param height its rows, at least 1
   * @param width its columns, at least 1
   */
  public record Crop(int top, int left, int height, int width) {

    /** Adds the mistakes in this rectangle, which is the field {@code at}, to {@code problems}. */
    void check(String at, SpecProblems problems) {
      problems.range(at + ".top", top, 0, Integer.MAX_VALUE);
      problems.range(at + ".left", left, 0, Integer.MAX_VALUE);
      problems.range(at + ".height", height, 1, Integer.MAX_VALUE);
      problems.range(at + ".width", width, 1, Integer.MAX_VALUE);
    }

    private boolean fits(Image image) {
      return (long) top + height <= image.height() && (long) left + width <= image.width();
    }

    @Override
    public String toString() {
      return height + "x" + width + " at row " + top + ", column " + left;
    }
  }

  /** The shape of the pixels after conversion: planes x height x width. */
  public Shape pixels() {
    return new Shape(channels.planes(), height, width);
  }

  /** The part of {@code image} that is used. */
  public Crop part(Image image) {
    return crop == null ? new Crop(0, 0, image.height(), image.width()) : crop;
  }

  /** Whether {@code part} has the size of the pixels after conversion. */
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
   * Explains why the network does not take {@code image}: the image's size, the size it needs, and
   * the remedy.
   *
   * @return empty if the network takes the image
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

  /** A builder of a spec like this one, except for what is changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of a spec like another one: each method changes the field of its name. */
  public static final class Builder {

    private int height;
    private int width;
    private Channels channels;
    private Crop crop;
    private Misfit misfit;

    private Builder(InputSpec like) {
      height = like.height;
      width = like.width;
      channels = like.channels;
      crop = like.crop;
      misfit = like.misfit;
    }

    public Builder height(int value) {
      height = value;
      return this;
    }

    public Builder width(int value) {
      width = value;
      return this;
    }

    public Builder channels(Channels value) {
      channels = value;
      return this;
    }

    public Builder crop(Crop value) {
      crop = value;
      return this;
    }

    public Builder misfit(Misfit value) {
      misfit = value;
      return this;
    }

    public InputSpec build() {
      return new InputSpec(height, width, channels, crop, misfit);
    }
  }
}
