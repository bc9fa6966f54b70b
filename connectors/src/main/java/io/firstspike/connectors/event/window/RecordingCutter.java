package io.firstspike.connectors.event.window;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.engine.encode.WindowCutter;
import io.firstspike.engine.encode.WindowTally;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts whole recordings into the windows that a network takes. A recording of a format without a
 * header says no size of its sensor; it is taken for that which the network expects: as far as its
 * crop reaches, or else its height and width. Immutable and thread-safe.
 */
public final class RecordingCutter {

  private static final String WHERE = "events";

  private final NetworkSpec spec;
  private final EventLimits limits;

  /**
   * Creates a cutter.
   *
   * @throws IllegalArgumentException if the network takes images
   */
  public RecordingCutter(NetworkSpec spec, EventLimits limits) {
    if (spec.input().events() == null) {
      throw new IllegalArgumentException("network " + spec.name() + " takes images, not events");
    }
    this.spec = spec;
    this.limits = limits;
  }

  /**
   * Reads a recording, once, and hands over its windows while it is read; the last one ends with
   * the recording.
   *
   * @return counts of the events by what became of them
   * @throws MalformedException if the recording is damaged, or is of a sensor that the network does
   *     not take
   */
  public WindowTally cut(Recording recording, Consumer<EventWindow> sink)
      throws IOException, MalformedException {
    Cutting cutting = new Cutting(recording, sink);
    recording.read(cutting, limits);
    return cutting.end();
  }

  /** The first window of a recording, which is read to its end; empty if it has none. */
  public Optional<EventWindow> first(Recording recording) throws IOException, MalformedException {
    EventWindow[] first = new EventWindow[1];
    cut(recording, window -> first[0] = first[0] == null ? window : first[0]);
    return Optional.ofNullable(first[0]);
  }

  /** One recording's way through a cutter that is made when the size of its sensor is known. */
  private final class Cutting implements EventSink {

    private final Recording recording;
    private final Consumer<EventWindow> sink;
    private WindowCutter cutter;
    private boolean guessed;

    Cutting(Recording recording, Consumer<EventWindow> sink) {
      this.recording = recording;
      this.sink = sink;
    }

    @Override
    public void accept(EventBlock events) throws MalformedException {
      if (cutter == null) {
        cutter = cutter(recording.sensor());
      }
      if (guessed) {
        requireWithin(events);
      }
      cutter.add(
          events.borrowTimes(), events.borrowPlaces(), events.borrowPolarities(), events.size());
    }

    private WindowCutter cutter(Optional<SensorSize> said) throws MalformedException {
      InputSpec input = spec.input();
      guessed = said.isEmpty() && input.crop() == null;
      int height = said.map(SensorSize::height).orElse(expectedHeight(input));
      int width = said.map(SensorSize::width).orElse(expectedWidth(input));
      Optional<String> refusal = input.sensorRefusal(height, width);
      if (refusal.isPresent()) {
        throw new MalformedException(WHERE, refusal.get());
      }
      return new WindowCutter(input, spec.encoding(), height, width, sink);
    }

    private void requireWithin(EventBlock events) throws MalformedException {
      InputSpec input = spec.input();
      for (int event = 0; event < events.size(); event++) {
        int row = events.y(event);
        int column = events.x(event);
        if (row >= input.height() || column >= input.width()) {
          throw new MalformedException(
              WHERE,
              "it says no size of its sensor, and the event at row "
                  + row
                  + ", column "
                  + column
                  + " lies beyond the "
                  + input.height()
                  + "x"
                  + input.width()
                  + " that the network takes; set input.crop to the sensor's size, and input.misfit:"
                  + " resize");
        }
      }
    }

    WindowTally end() {
      if (cutter == null) {
        return new WindowTally(0, 0, 0, 0, 0, 0);
      }
      cutter.end();
      return cutter.tally();
    }
  }

  private static int expectedHeight(InputSpec input) {
    return input.crop() == null ? input.height() : reach(input.crop().top(), input.crop().height());
  }

  private static int expectedWidth(InputSpec input) {
    return input.crop() == null ? input.width() : reach(input.crop().left(), input.crop().width());
  }

  private static int reach(int from, int length) {
    return (int) Math.min(Integer.MAX_VALUE, (long) from + length);
  }
}
