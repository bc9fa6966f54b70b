package io.firstspike.engine.stepped.stimulus;

import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Sums events of a camera into a {@link Raster}: each input counts the events of its pixel and
 * polarity in each time step. Time begins with the first event. Not thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class EventRaster {

  private final int channels;
  private final int height;
  private final int width;
  private final long stepMicroseconds;
  private final int mostSteps;
  private final int mostEvents;

  /** {@code step << 32 | input}, as the events came. */
  private long[] entries = new long[1024];

  private int events;
  private long begin;

  /**
   * Creates an empty raster.
   *
   * @param channels 2: one for each polarity; 1: both polarities count in the same
   * @param height rows of pixels
   * @param width columns of pixels
   * @param stepMicroseconds microseconds of the recording for each time step
   * @param mostSteps limit of time steps
   * @param mostEvents limit of events
   */
  public EventRaster(
      int channels, int height, int width, long stepMicroseconds, int mostSteps, int mostEvents) {
    if (channels != 1 && channels != 2) {
      throw new IllegalArgumentException(
          "events have 2 polarities, for 1 or 2 channels, not " + channels);
    }
    if (stepMicroseconds < 1) {
      throw new IllegalArgumentException(
          "a time step of a recording has at least 1 microsecond, not " + stepMicroseconds);
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.stepMicroseconds = stepMicroseconds;
    this.mostSteps = mostSteps;
    this.mostEvents = mostEvents;
  }

  /**
   * Adds an event. One that is earlier than the first event counts in the first time step.
   *
   * @throws IllegalArgumentException if it lies outside, or there are too many events or steps
   */
  public void add(long microseconds, int x, int y, int polarity) {
    if (x < 0 || y < 0 || x >= width || y >= height || polarity < 0 || polarity > 1) {
      throw new IllegalArgumentException(
          "an event at x "
              + x
              + ", y "
              + y
              + " of polarity "
              + polarity
              + " is outside the network's input of "
              + height
              + "x"
              + width
              + " pixels");
    }
    begin = events == 0 ? microseconds : begin;
    long step = Math.max(0, microseconds - begin) / stepMicroseconds;
    if (step >= mostSteps || events == mostEvents) {
      throw new IllegalArgumentException(
          "a recording has at most "
              + mostSteps
              + " time steps of "
              + stepMicroseconds
              + " us and "
              + mostEvents
              + " events: cut it, or sum more of it in a step");
    }
    if (events == entries.length) {
      entries = Arrays.copyOf(entries, Math.min(2 * events, mostEvents));
    }
    int channel = channels == 2 ? polarity : 0;
    entries[events++] = step << 32 | (channel * height + y) * width + x;
  }

  /** All events so far. */
  public Raster raster() {
    Arrays.sort(entries, 0, events);
    int steps = events == 0 ? 0 : (int) (entries[events - 1] >>> 32) + 1;
    int[] starts = new int[steps + 1];
    int[] inputs = new int[events];
    float[] counts = new float[events];
    int distinct = 0;
    for (int i = 0; i < events; i++) {
      if (i == 0 || entries[i] != entries[i - 1]) {
        inputs[distinct++] = (int) entries[i];
      }
      counts[distinct - 1]++;
      starts[(int) (entries[i] >>> 32) + 1] = distinct;
    }
    for (int step = 1; step <= steps; step++) {
      starts[step] = Math.max(starts[step], starts[step - 1]);
    }
    return new Raster(
        List.of(channels, height, width),
        starts,
        Arrays.copyOf(inputs, distinct),
        Arrays.copyOf(counts, distinct));
  }
}
