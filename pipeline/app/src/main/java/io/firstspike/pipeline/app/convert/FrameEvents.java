package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.FrameDifference;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that turn frames into events, and the events of a folder of images. */
final class FrameEvents {

  private static final int LONGEST = 1_000_000_000;

  @Option(
      names = "--frame-interval",
      paramLabel = "MICROSECONDS",
      defaultValue = "33333",
      description =
          "With a folder: the time from one image to the next (default: ${DEFAULT-VALUE}).")
  private int interval;

  @Option(
      names = "--threshold",
      paramLabel = "CHANGE",
      defaultValue = "0.2",
      description =
          "With a folder: the change of the logarithm of a sample that makes an event (default:"
              + " ${DEFAULT-VALUE}).")
  private double threshold;

  private SensorSize size;

  /** The size of the images, once the first has been seen. */
  Optional<SensorSize> size() {
    return Optional.ofNullable(size);
  }

  /** Sends the events of all images in a folder, in the order of their names. */
  void send(Path folder, EventSink sink) throws IOException, MalformedException {
    if (interval < 1 || interval > LONGEST || !(threshold > 0)) {
      throw new InputException(
          "--frame-interval is 1 to " + LONGEST + " microseconds, --threshold above 0");
    }
    FrameDifference difference = null;
    long time = 0;
    for (Path file : files(folder)) {
      Image image = image(file);
      if (difference == null) {
        size = new SensorSize(image.height(), image.width());
        difference = new FrameDifference(size, threshold, sink);
      }
      difference.frame(grey(image), time);
      time += interval;
    }
    if (difference == null) {
      throw new InputException(folder + " holds no files");
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private Image image(Path file) throws IOException {
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
