package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.DatasetException;
import io.firstspike.connectors.dataset.IdxDataset;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.FrameDifference;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that turn frames into events, and the events of a folder of images. */
final class FrameEvents {

  private static final int LONGEST = 1_000_000_000;

  @Option(
      names = "--frame-interval",
      paramLabel = "MICROSECONDS",
      defaultValue = "33333",
      description = "With frames: the time from one image to the next (default: ${DEFAULT-VALUE}).")
  private int interval;

  @Option(
      names = "--threshold",
      paramLabel = "CHANGE",
      defaultValue = "0.2",
      description =
          "With frames: the change of the logarithm of a sample that makes an event (default:"
              + " ${DEFAULT-VALUE}).")
  private double threshold;

  private SensorSize size;

  /** The size of the images, once the first has been seen. */
  Optional<SensorSize> size() {
    return Optional.ofNullable(size);
  }

  /** Whether a folder or file holds frames, not a recording. */
  static boolean in(Path place) {
    return Files.isDirectory(place) || IdxDataset.holdsImages(place);
  }

  /** Sends the events of all images of a folder, in the order of their names, or of a file. */
  void send(Path place, EventSink sink) throws IOException, MalformedException {
    if (interval < 1 || interval > LONGEST || !(threshold > 0)) {
      throw new InputException(
          "--frame-interval is 1 to " + LONGEST + " microseconds, --threshold above 0");
    }
    FrameDifference difference = null;
    long time = 0;
    for (Supplier<Image> frame : frames(place)) {
      Image image = frame.get();
      if (difference == null) {
        size = new SensorSize(image.height(), image.width());
        difference = new FrameDifference(size, threshold, sink);
      }
      difference.frame(grey(image), time);
      time += interval;
    }
    if (difference == null) {
      throw new InputException(place + " holds no images");
    }
  }

  private List<Supplier<Image>> frames(Path place) throws IOException {
    if (IdxDataset.holdsImages(place)) {
      try {
        return IdxDataset.images(place).stream()
            .map(image -> (Supplier<Image>) () -> image)
            .toList();
      } catch (DatasetException e) {
        throw new InputException(e.getMessage());
      }
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(Files::isRegularFile)
          .sorted()
          .map(file -> (Supplier<Image>) () -> image(file))
          .toList();
    }
  }

  private Image image(Path file) {
    try {
      Image image = ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
      if (size != null && (image.height() != size.height() || image.width() != size.width())) {
        throw new InputException(
            file
                + " measures "
                + image.height()
                + "x"
                + image.width()
                + ", not "
                + size.height()
                + "x"
                + size.width()
                + " like the first");
      }
      return image;
    } catch (MalformedException e) {
      throw new InputException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mean of an image's channels. */
  private static byte[] grey(Image image) {
    byte[] grey = new byte[image.height() * image.width()];
    for (int i = 0; i < grey.length; i++) {
      int sum = 0;
      for (int channel = 0; channel < image.channels(); channel++) {
        sum += image.samples()[i * image.channels() + channel] & 0xff;
      }
      grey[i] = (byte) (sum / image.channels());
    }
    return grey;
  }
}
