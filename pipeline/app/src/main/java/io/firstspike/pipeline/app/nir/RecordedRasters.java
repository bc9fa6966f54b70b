package io.firstspike.pipeline.app.nir;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.DatasetException;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.dataset.RecordingFolder;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.engine.stepped.stimulus.EventRaster;
import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Labelled recordings of events as rasters, in the time steps of a network. */
final class RecordedRasters implements LabelledRasters, AutoCloseable {

  private static final int MOST_STEPS = 1 << 20;
  private static final int MOST_EVENTS = 1 << 26;

  private final LabelledRecordings recordings;
  private final List<Integer> dimensions;
  private final long stepMicroseconds;

  private RecordedRasters(
      LabelledRecordings recordings, List<Integer> dimensions, long stepMicroseconds) {
    this.recordings = recordings;
    this.dimensions = dimensions;
    this.stepMicroseconds = stepMicroseconds;
  }

  /**
   * Finds the recordings of a half; empty if there are none.
   *
   * @param half train or test; where there are no halves, all recordings are of both
   * @param dimensions of the network's input
   */
  static Optional<RecordedRasters> find(
      Path place, String half, List<Integer> dimensions, long stepMicroseconds) {
    Optional<LabelledRecordings> found = read(place, half);
    if (found.isPresent() && (dimensions.size() != 3 || dimensions.get(0) > 2)) {
      found.get().close();
      throw new InputException(
          place
              + " has recordings of events, and the network takes "
              + NodeTable.dimensions(dimensions)
              + ", not one or two polarities of rows and columns");
    }
    return found.map(recordings -> new RecordedRasters(recordings, dimensions, stepMicroseconds));
  }

  private static Optional<LabelledRecordings> read(Path place, String half) {
    try {
      return Optional.of(
          RecordingFolder.holds(place, half)
              ? RecordingFolder.read(place, half)
              : RecordingFolder.read(place));
    } catch (DatasetException e) {
      return Optional.empty();
    }
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
  public String label(int index) {
    return recordings.label(index);
  }

  @Override
  public Raster raster(int index) {
    EventRaster raster =
        new EventRaster(
            dimensions.get(0),
            dimensions.get(1),
            dimensions.get(2),
            stepMicroseconds,
            MOST_STEPS,
            MOST_EVENTS);
    try (Recording recording = recordings.open(index)) {
      recording.read(events -> add(events, raster), EventLimits.DEFAULT);
      return raster.raster();
    } catch (MalformedException | IllegalArgumentException e) {
      throw new InputException("recording " + recordings.place(index) + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(EventBlock events, EventRaster raster) {
    for (int i = 0; i < events.size(); i++) {
      raster.add(events.time(i), events.x(i), events.y(i), events.polarity(i) > 0 ? 1 : 0);
    }
  }

  @Override
  public void close() {
    recordings.close();
  }
}
