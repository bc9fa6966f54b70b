package io.firstspike.connectors.event.window;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.engine.encode.WindowTally;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts whole recordings into the windows that a network takes ({@link SensorWindows}). Immutable
 * and thread-safe.
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
    SensorWindows windows = new SensorWindows(spec, recording::sensor, sink);
    try {
      recording.read(windows, limits);
    } catch (IllegalArgumentException e) {
      // The network does not take the events of such a sensor.
      throw new MalformedException(WHERE, e.getMessage(), e);
    }
    windows.end();
    return windows.tally();
  }

  /** The first window of a recording, which is read to its end; empty if it has none. */
  public Optional<EventWindow> first(Recording recording) throws IOException, MalformedException {
    EventWindow[] first = new EventWindow[1];
    cut(recording, window -> first[0] = first[0] == null ? window : first[0]);
    return Optional.ofNullable(first[0]);
  }
}
