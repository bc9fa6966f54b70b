package io.firstspike.connectors.event.window;

import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.engine.encode.WindowCutter;
import io.firstspike.engine.encode.WindowTally;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The windows of one sensor, whose size is known when its first events come: said by the recording
 * or the sender, or else that which the network expects: as far as its crop reaches, or its height
 * and width. Not thread-safe.
 */
final class SensorWindows implements EventSink {

  private final NetworkSpec spec;
  private final Supplier<Optional<SensorSize>> said;
  private final Consumer<EventWindow> sink;
  private SensorSize size;

  /** Whether nobody has said the size, so that events may lie beyond it. */
  private boolean guessed;

  private WindowCutter cutter;

  /**
   * Creates the windows of a sensor before its first event.
   *
   * @param said the size of the sensor, if it has been said so far
   */
  SensorWindows(NetworkSpec spec, Supplier<Optional<SensorSize>> said, Consumer<EventWindow> sink) {
    this.spec = spec;
    this.said = said;
    this.sink = sink;
  }

  /**
   * Takes events.
   *
   * @throws IllegalArgumentException if the network does not take the events of such a sensor
   */
  @Override
  public void accept(EventBlock events) {
    if (cutter == null) {
      Optional<SensorSize> told = said.get();
      open(told.orElseGet(() -> expected(spec.input())), told.isEmpty());
    }
    if (guessed) {
      requireWithin(events);
    }
    cutter.add(
        events.borrowTimes(), events.borrowPlaces(), events.borrowPolarities(), events.size());
  }

  private void open(SensorSize sensor, boolean guess) {
    cutter = new WindowCutter(spec.input(), spec.encoding(), sensor.height(), sensor.width(), sink);
    size = sensor;
    guessed = guess && spec.input().crop() == null;
  }

  /** The smallest sensor that a network takes the events of. */
  private static SensorSize expected(InputSpec input) {
    InputSpec.Crop crop = input.crop();
    long height = crop == null ? input.height() : (long) crop.top() + crop.height();
    long width = crop == null ? input.width() : (long) crop.left() + crop.width();
    if (!SensorSize.possible(height, width)) {
      throw new IllegalArgumentException(
          "input.crop of the network reaches to row "
              + height
              + " and column "
              + width
              + ", beyond any sensor");
    }
    return new SensorSize((int) height, (int) width);
  }

  private void requireWithin(EventBlock events) {
    for (int event = 0; event < events.size(); event++) {
      if (events.y(event) >= size.height() || events.x(event) >= size.width()) {
        throw new IllegalArgumentException(
            "nothing says the size of the sensor, and the event at row "
                + events.y(event)
                + ", column "
                + events.x(event)
                + " lies beyond the "
                + size.height()
                + "x"
                + size.width()
                + " that the network takes; set input.crop to the sensor's size, and input.misfit:"
                + " resize");
      }
    }
  }

  /** Ends the open window. */
  void end() {
    if (cutter != null) {
      cutter.end();
    }
  }

  /** Whether there are events whose window has not ended. */
  boolean open() {
    return cutter != null && cutter.open();
  }

  /** Counts of the events by what became of them. */
  WindowTally tally() {
    return cutter == null ? new WindowTally(0, 0, 0, 0, 0, 0) : cutter.tally();
  }

  /** Writes what is known of the sensor and its open window. */
  void write(DataOutput out) throws IOException {
    out.writeBoolean(cutter != null);
    if (cutter != null) {
      out.writeInt(size.height());
      out.writeInt(size.width());
      out.writeBoolean(guessed);
      cutter.write(out);
    }
  }

  /** Reads what {@link #write} has written, before the first event. */
  void read(DataInput in) throws IOException {
    if (!in.readBoolean()) {
      return;
    }
    int height = in.readInt();
    int width = in.readInt();
    if (!SensorSize.possible(height, width)) {
      throw new IOException("there is no sensor of " + height + "x" + width);
    }
    try {
      open(new SensorSize(height, width), in.readBoolean());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    cutter.read(in);
  }
}
