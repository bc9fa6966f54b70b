package io.firstspike.pipeline.app.nir;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.event.format.EventReader;
import io.firstspike.engine.stepped.stimulus.EventRaster;
import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recordings of events in folders that are called like their labels, in a folder or in a zip file;
 * these may lie in a folder for each half, such as N-MNIST's {@code Train} and {@code Test}.
 */
final class Recordings implements LabelledRasters, AutoCloseable {

  private static final int MOST_BYTES = 256 << 20;
  private static final int MOST_STEPS = 1 << 20;
  private static final int MOST_EVENTS = 1 << 26;

  private final Path place;
  private final FileSystem zip;
  private final List<Path> files;
  private final List<Integer> dimensions;
  private final long stepMicroseconds;

  private Recordings(
      Path place,
      FileSystem zip,
      List<Path> files,
      List<Integer> dimensions,
      long stepMicroseconds) {
    this.place = place;
    this.zip = zip;
    this.files = files;
    this.dimensions = dimensions;
    this.stepMicroseconds = stepMicroseconds;
  }

  /**
   * Finds the recordings of a half; empty if there are none of either half.
   *
   * @param half train or test; where there are no halves, all recordings are of both
   * @param dimensions of the network's input
   */
  static Optional<Recordings> find(
      Path place, String half, List<Integer> dimensions, long stepMicroseconds) {
    FileSystem zip = null;
    try {
      boolean packed = Files.isRegularFile(place);
      zip = packed ? FileSystems.newFileSystem(place) : null;
      Path root = packed ? zip.getPath("/") : place;
      List<Path> files = files(root, half);
      if (files.isEmpty()) {
        close(zip);
        return Optional.empty();
      }
      if (dimensions.size() != 3 || dimensions.get(0) > 2) {
        throw new InputException(
            place
                + " has recordings of events, and the network takes "
                + NodeTable.dimensions(dimensions)
                + ", not one or two polarities of rows and columns");
      }
      return Optional.of(new Recordings(place, zip, files, dimensions, stepMicroseconds));
    } catch (IOException | ProviderNotFoundException e) {
      close(zip);
      throw new InputException(
          place + " is no folder or zip file of recordings that can be read: " + e.getMessage(), e);
    }
  }

  private static List<Path> files(Path root, String half) throws IOException {
    List<Path> all;
    try (Stream<Path> walked = Files.walk(root, 8)) {
      all = walked.filter(Files::isRegularFile).filter(Recordings::isRecording).sorted().toList();
    }
    boolean halves = all.stream().anyMatch(file -> isOf(file, "train") || isOf(file, "test"));
    return halves ? all.stream().filter(file -> isOf(file, half)).toList() : all;
  }

  private static boolean isRecording(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return EventFormat.recognise(new byte[0], name)
        .map(format -> format != EventFormat.CSV)
        .orElse(name.endsWith(".aedat") || name.endsWith(".raw"));
  }

  private static boolean isOf(Path file, String half) {
    Path folder = file.getParent().getParent();
    return folder != null
        && folder.getFileName() != null
        && folder.getFileName().toString().toLowerCase(Locale.ROOT).replace("/", "").equals(half);
  }

  @Override
  public String name() {
    return place.toString();
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public String label(int index) {
    return files.get(index).getParent().getFileName().toString().replace("/", "");
  }

  @Override
  public Raster raster(int index) {
    Path file = files.get(index);
    EventRaster raster =
        new EventRaster(
            dimensions.get(0),
            dimensions.get(1),
            dimensions.get(2),
            stepMicroseconds,
            MOST_STEPS,
            MOST_EVENTS);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unusable(file, "it has more than " + MOST_BYTES + " bytes; cut it into pieces");
      }
      byte[] bytes = Files.readAllBytes(file);
      EventFormat format =
          EventFormat.recognise(bytes, file.getFileName().toString())
              .orElseThrow(() -> unusable(file, "its format is not known"));
      EventReader.readAll(
          new ByteArrayInputStream(bytes),
          format.decoder(events -> add(events, raster), EventLimits.DEFAULT));
      return raster.raster();
    } catch (MalformedException | IllegalArgumentException e) {
      throw unusable(file, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(EventBlock events, EventRaster raster) {
    for (int i = 0; i < events.size(); i++) {
      raster.add(events.time(i), events.x(i), events.y(i), events.polarity(i) > 0 ? 1 : 0);
    }
  }

  private InputException unusable(Path file, String reason) {
    return new InputException(place + ", recording " + file + ": " + reason);
  }

  @Override
  public void close() {
    close(zip);
  }

  private static void close(FileSystem zip) {
    if (zip != null) {
      try {
        zip.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
