package io.firstspike.connectors.dataset;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.connectors.event.window.RecordingCutter;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Labelled windows of events: the first window of each of some labelled recordings, cut as a
 * network's spec says. A recording is read when its window is asked for, and throws {@link
 * DatasetException} then if it cannot be used. Windows are kept in memory within a bound, so that
 * most recordings are read once, however many passes are made. Thread-safe.
 */
public final class WindowDataset implements ExampleSet {

  /** Memory of a window beside its spikes, in bytes, rounded up. */
  private static final int OVERHEAD = 512;

  private final LabelledRecordings recordings;
  private final NetworkSpec spec;
  private final RecordingCutter cutter;
  private final AtomicReferenceArray<EventWindow> kept;
  private final AtomicLong room;

  /**
   * Creates the windows of {@code recordings}, keeping them in at most a quarter of the Java heap.
   *
   * @throws IllegalArgumentException if the network takes images
   */
  public static WindowDataset of(LabelledRecordings recordings, NetworkSpec spec) {
    return new WindowDataset(recordings, spec, Runtime.getRuntime().maxMemory() / 4);
  }

  WindowDataset(LabelledRecordings recordings, NetworkSpec spec, long mostBytes) {
    this.recordings = recordings;
    this.spec = spec;
    this.cutter = new RecordingCutter(spec, EventLimits.DEFAULT);
    this.kept = new AtomicReferenceArray<>(recordings.size());
    this.room = new AtomicLong(mostBytes);
  }

  @Override
  public String name() {
    return recordings.name();
  }

  @Override
  public int size() {
    return recordings.size();
  }

  @Override
  public List<String> classes() {
    return recordings.classes();
  }

  @Override
  public List<String> remarks() {
    return recordings.remarks();
  }

  @Override
  public String label(int index) {
    return recordings.label(index);
  }

  @Override
  public EventWindow stimulus(int index) {
    EventWindow window = kept.get(index);
    if (window == null) {
      window = cut(index);
      keep(index, window);
    }
    return window;
  }

  /** Keeps a window if there is room: the first ones, as passes go through all in one order. */
  private void keep(int index, EventWindow window) {
    long bytes = (long) Integer.BYTES * window.spikes().count() + OVERHEAD;
    boolean fits = room.addAndGet(-bytes) >= 0;
    if (!fits || !kept.compareAndSet(index, null, window)) {
      room.addAndGet(bytes);
    }
  }

  private EventWindow cut(int index) {
    String place = recordings.place(index);
    try (Recording recording = recordings.open(index)) {
      return cutter
          .first(recording)
          .orElseThrow(
              () ->
                  new DatasetException(
                      place
                          + " has no event that network "
                          + spec.name()
                          + " sees: remove it, or change input.crop, polarity or support"));
    } catch (MalformedException e) {
      throw new DatasetException(
          place + " cannot be cut into windows of " + spec.name() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw recordings.unreadable(index, e);
    }
  }
}
