package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of what a network takes: images, or windows of an event camera's events if there are {@code
 * events}. {@code {height: 28, width: 28}} is enough: grey images of exactly that size. Images are
 * converted in these steps:
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
 * Places of events are converted in the same steps: events outside the crop are left out; if it is
 * resized, the event at row {@code y} of {@code n} comes to row {@code y * height / n}, rounded
 * down, and columns likewise, so that a smaller size joins pixels.
 *
 * @param height rows of pixels after conversion, 1 to 4096
 * @param width columns of pixels after conversion, 1 to 4096
 * @param channels treatment of colours; left out: grey
 * @param crop part of each image, or of the sensor, that is used; null or left out: all of it
 * @param misfit treatment of an image, sensor or crop of another size; left out: it is refused
 * @param events windows that events are cut into; null or left out: the network takes images
 */
@API(status = Status.MAINTAINED)
public record InputSpec(
    int height,
    int width,
    Channels channels,
    @JsonInclude(JsonInclude.Include.NON_NULL) Crop crop,
    Misfit misfit,
    @JsonInclude(JsonInclude.Include.NON_NULL) EventsSpec events) {

  /** The most rows or columns of pixels after conversion, and of an event camera's sensor. */
  public static final int MAX_SIDE = 4096;

  public InputSpec {
    channels = channels == null ? Channels.GREY : channels;
    misfit = misfit == null ? Misfit.REFUSE : misfit;
  }

  /** Creates the spec of images. */
  public InputSpec(int height, int width, Channels channels, Crop crop, Misfit misfit) {
    this(height, width, channels, crop, misfit, null);
  }

  /** Creates the spec of grey images of exactly this size. */
  public InputSpec(int height, int width) {
    this(height, width, Channels.GREY, null, Misfit.REFUSE);
  }

  /** Creates the spec of windows of the events of a sensor of exactly this size. */
  public InputSpec(int height, int width, EventsSpec events) {
    this(height, width, Channels.GREY, null, Misfit.REFUSE, events);
  }

  /** Adds the mistakes in this input, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".height", height, 1, MAX_SIDE);
    problems.range(at + ".width", width, 1, MAX_SIDE);
    if (events != null) {
      events.check(at + ".events", problems);
      if (channels != Channels.GREY) {
        problems.add(
            at + ".channels is " + channels + ", but events have no colours: leave it out");
      }
    }
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

    private boolean fits(int rows, int columns) {
      return (long) top + height <= rows && (long) left + width <= columns;
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

  /** The shape of a window of events: maps x height x width; only if the network takes events. */
  public Shape window() {
    return new Shape(events.maps(), height, width);
  }

  /** The part of {@code image} that is used. */
  public Crop part(Image image) {
    return part(image.height(), image.width());
  }

  /** The part of an image or sensor of this size that is used. */
  public Crop part(int rows, int columns) {
    return crop == null ? new Crop(0, 0, rows, columns) : crop;
  }

  /** Whether {@code part} has the size of the pixels after conversion. */
  public boolean matches(Crop part) {
    return part.height() == height && part.width() == width;
  }

  /** Whether the network takes {@code image}. */
  public boolean takes(Image image) {
    if (crop != null || events != null) {
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
    if (events != null) {
      return Optional.of(
          "the network takes windows of events, not images: send events, or take a network without"
              + " input.events");
    }
    return refusal(image.height(), image.width(), "an image of " + image.dimensions());
  }

  /**
   * Explains why the network does not take the events of a sensor of this size.
   *
   * @return empty if the network takes them
   */
  public Optional<String> sensorRefusal(int rows, int columns) {
    if (events == null) {
      return Optional.of(
          "the network takes images, not events: take one with input.events, such as"
              + " firstspike-2026-events");
    }
    String sensor = "a sensor of " + rows + "x" + columns;
    // What is known of each of its pixels is in memory.
    if (Math.max(rows, columns) > MAX_SIDE) {
      return Optional.of(
          sensor + " exceeds the limit of " + MAX_SIDE + " rows and columns; use a smaller one");
    }
    return refusal(rows, columns, sensor);
  }

  /**
   * Explains why the network does not take {@code window}.
   *
   * @param steps the network's number of time steps
   * @return empty if the network takes the window
   */
  public Optional<String> refusal(EventWindow window, int steps) {
    Volley spikes = window.spikes();
    if (events == null) {
      return sensorRefusal(spikes.shape().height(), spikes.shape().width());
    }
    if (spikes.shape().equals(window()) && spikes.steps() == steps) {
      return Optional.empty();
    }
    return Optional.of(
        "a window of "
            + spikes.shape()
            + " in "
            + spikes.steps()
            + " steps does not fit a network that takes "
            + window()
            + " in "
            + steps
            + "; cut the events by the spec of that network");
  }

  private Optional<String> refusal(int rows, int columns, String what) {
    if (crop != null && !crop.fits(rows, columns)) {
      return Optional.of(
          "the crop of "
              + crop
              + " reaches beyond "
              + what
              + "; change input.crop, or "
              + (events == null ? "send larger images" : "use a larger sensor"));
    }
    if (misfit == Misfit.RESIZE || matches(part(rows, columns))) {
      return Optional.empty();
    }
    return Optional.of(
        what
            + (crop == null ? "" : " cropped to " + crop)
            + " does not fit a network that takes "
            + height
            + "x"
            + width
            + (events == null
                ? " " + channels + "; set input.misfit: resize, or scale the images"
                : " events; set input.misfit: resize, or input.crop"));
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
    private EventsSpec events;

    private Builder(InputSpec like) {
      height = like.height;
      width = like.width;
      channels = like.channels;
      crop = like.crop;
      misfit = like.misfit;
      events = like.events;
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

    public Builder events(EventsSpec value) {
      events = value;
      return this;
    }

    public InputSpec build() {
      return new InputSpec(height, width, channels, crop, misfit, events);
    }
  }
}
