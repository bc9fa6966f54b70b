package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the windows that the events of an event camera are cut into, and of their coding: a
 * window is cut into slices of equal length, and the first event of a pixel in a slice is its
 * spike, in one of the encoding's time steps. Slices become maps: map {@code slice * planes +
 * plane}, where the planes are those of {@link Polarity}. A window is thus a volley of {@code
 * slices * planes} maps.
 *
 * <p>The first window begins with the first event. The next ones begin a slide later each; those
 * without an event are left out. A window ends with the first event behind it, or with a marker in
 * the stream, after which all begins anew.
 *
 * @param window length of a window, in units of {@code clock}, 1 to 2^30
 * @param slices number of slices of a window, 1 to 1024, of equal whole lengths; left out: 1
 * @param slide time from the beginning of a window to that of the next one, a whole number of
 *     slices, at most {@code window}; left out: {@code window}, so that windows do not overlap
 * @param polarity treatment of polarities; left out: separate
 * @param clock unit of time; left out: microseconds
 * @param refractory microseconds for which a pixel's events are ignored after one that was not, 0
 *     to 2^30; left out: 0
 * @param support microseconds within which one of the eight neighbours of an event's pixel must
 *     have had an event too, or it is ignored as background activity (T. Delbruck: Frame-free
 *     dynamic digital vision, 2008), 0 to 2^30; 0 or left out: no event needs support
 */
@API(status = Status.MAINTAINED)
public record EventsSpec(
    int window,
    int slices,
    int slide,
    Polarity polarity,
    Clock clock,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int refractory,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int support) {

  /** The longest window, in units of the clock. */
  public static final int LONGEST = 1 << 30;

  /** The most slices of a window. */
  public static final int MOST_SLICES = 1024;

  public EventsSpec {
    slices = slices == 0 ? 1 : slices;
    slide = slide == 0 ? window : slide;
    polarity = polarity == null ? Polarity.SEPARATE : polarity;
    clock = clock == null ? Clock.TIME : clock;
  }

  /** Creates the spec of windows that do not overlap, in microseconds, of both polarities. */
  public EventsSpec(int window, int slices) {
    this(window, slices, window, Polarity.SEPARATE, Clock.TIME, 0, 0);
  }

  /** Treatment of polarities. */
  public enum Polarity {
    /** Two planes: darker, then brighter. */
    SEPARATE(2),
    /** One plane of all events. */
    JOINED(1),
    /** One plane of the events of pixels that became brighter; others are ignored. */
    ON(1),
    /** One plane of the events of pixels that became darker; others are ignored. */
    OFF(1);

    private final int planes;

    Polarity(int planes) {
      this.planes = planes;
    }

    /** The number of planes. */
    public int planes() {
      return planes;
    }

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Unit of time. */
  public enum Clock {
    /** Microseconds of the sensor. */
    TIME,
    /** Events: the window is a number of events, and the time of an event is its number. */
    COUNT;

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Adds the mistakes in this spec, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".window", window, 1, LONGEST);
    problems.range(at + ".slices", slices, 1, MOST_SLICES);
    problems.range(at + ".refractory", refractory, 0, LONGEST);
    problems.range(at + ".support", support, 0, LONGEST);
    if (slices < 1 || window < 1) {
      return;
    }
    if (window % slices != 0) {
      problems.add(
          at
              + ".window is "
              + window
              + ", must be a whole number for each of "
              + slices
              + " slices");
    } else if (slide < 1 || slide > window || slide % sliceLength() != 0) {
      problems.add(
          at
              + ".slide is "
              + slide
              + ", must be a whole number of slices of "
              + sliceLength()
              + ", at most the window of "
              + window);
    }
  }

  /** The length of a slice, in units of the clock. */
  public int sliceLength() {
    return window / slices;
  }

  /** The number of maps of a window. */
  public int maps() {
    return slices * polarity.planes();
  }
}
