package io.firstspike.pipeline.app.page;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.engine.view.WindowSheet;
import io.firstspike.pipeline.app.console.Png;
import io.firstspike.pipeline.app.page.board.Thumbnails;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes frames and draws them, and keeps the small pictures that it drew last. Thread-safe. */
final class FramePictures implements Thumbnails {

  private static final Logger LOG = LoggerFactory.getLogger(FramePictures.class);

  /** The longest side of a small picture, in pixels. */
  private static final int SMALL = 64;

  private static final int MOST_KEPT = 1000;

  private final FrameFormat format;
  private final LearnedNetworks networks;

  /** By place in the topic, the one drawn first at the beginning. */
  private final Map<String, Optional<String>> drawn = new LinkedHashMap<>();

  FramePictures(FrameFormat format, LearnedNetworks networks) {
    this.format = format;
    this.networks = networks;
  }

  /**
   * What a frame shows.
   *
   * @throws MalformedException if it cannot be decoded
   * @throws IOException if the place where it lies fails
   */
  Stimulus stimulus(Received frame) throws MalformedException, IOException {
    return format.decode(frame).stimulus();
  }

  /**
   * The picture of a frame: its image, or what happened in its window.
   *
   * @param sheet whether all slices of a window are drawn, and not the busiest alone
   * @throws MalformedException if it cannot be decoded, or is a window of a network that is unknown
   * @throws IOException if the place where it lies fails
   */
  Image image(Received frame, boolean sheet) throws MalformedException, IOException {
    Frame decoded = format.decode(frame);
    if (decoded.stimulus() instanceof Image image) {
      return image;
    }
    EventWindow window = (EventWindow) decoded.stimulus();
    EventsSpec events =
        networks
            .specOf(decoded.modelKey())
            .map(spec -> spec.input().events())
            .filter(spec -> spec.maps() == window.spikes().shape().maps())
            .orElseThrow(
                () -> new MalformedException("frame", "the model of this window is not known"));
    return sheet ? WindowSheet.of(window, events) : WindowSheet.busiest(window, events);
  }

  @Override
  public synchronized Optional<String> draw(Received frame) {
    String place = frame.origin().position() + "/" + frame.origin().timestamp();
    Optional<String> known = drawn.get(place);
    if (known == null) {
      known = small(frame);
      drawn.put(place, known);
      if (drawn.size() > MOST_KEPT) {
        drawn.remove(drawn.keySet().iterator().next());
      }
    }
    return known;
  }

  private Optional<String> small(Received frame) {
    try {
      byte[] png = Png.bytes(within(image(frame, false), SMALL));
      return Optional.of("data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    } catch (MalformedException | IOException e) {
      LOG.debug("{} cannot be drawn: {}", frame.origin().position(), e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The image, or one of at most {@code side} pixels a side whose pixels are the means of its own.
   */
  static Image within(Image image, int side) {
    int longest = Math.max(image.height(), image.width());
    if (longest <= side) {
      return image;
    }
    int height = Math.max(1, image.height() * side / longest);
    int width = Math.max(1, image.width() * side / longest);
    int channels = image.channels();
    byte[] samples = new byte[height * width * channels];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        for (int channel = 0; channel < channels; channel++) {
          samples[(row * width + column) * channels + channel] =
              mean(image, row, height, column, width, channel);
        }
      }
    }
    return new Image(height, width, channels, samples);
  }

  /** The mean of the samples that pixel ({@code row}, {@code column}) of a smaller image covers. */
  private static byte mean(Image image, int row, int height, int column, int width, int channel) {
    int top = (int) ((long) row * image.height() / height);
    int bottom = (int) ((long) (row + 1) * image.height() / height);
    int left = (int) ((long) column * image.width() / width);
    int right = (int) ((long) (column + 1) * image.width() / width);
    long sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += image.samples()[(y * image.width() + x) * image.channels() + channel] & 0xff;
      }
    }
    return (byte) (sum / ((long) (bottom - top) * (right - left)));
  }
}
