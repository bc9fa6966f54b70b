package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.window.WindowBytes;
import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.image.RawLayout;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The format of frames on their topic.
 *
 * <ul>
 *   <li>key: the model key in UTF-8; null or empty means {@value ModelKey#DEFAULT}
 *   <li>value: an encoded image (PNG, JPEG, BMP, PGM), or raw samples if the headers {@code height}
 *       and {@code width} (and {@code channels}, 1 unless given) contain decimal text, or if it has
 *       the length of the {@link RawLayout} that frames without these headers have
 *   <li>header {@code window}: the value is a window of events that has been cut and encoded
 *       already ({@link WindowBytes})
 *   <li>header {@code frame-uri}: a URI in UTF-8, where the content of the frame lies; the record
 *       has no value then ({@link FrameStore})
 *   <li>header {@code frame-id}: the frame's id; without it the id is topic-partition-offset
 *   <li>header {@code label}: optional, to decide and then learn from one record; UTF-8, UTF-16
 *       with byte order mark, or a number as Kafka's Integer and Long serialisers write it
 *   <li>header {@code event-time}: milliseconds since the epoch as decimal text; else the record's
 *       timestamp is the event time
 * </ul>
 */
public final class FrameFormat {

  public static final String FRAME_ID = "frame-id";
  public static final String LABEL = "label";
  public static final String HEIGHT = "height";
  public static final String WIDTH = "width";
  static final String CHANNELS = "channels";
  static final String URI = "frame-uri";
  static final String WINDOW = "window";

  private static final String WHERE = "frame";

  private final ImageLimits limits;
  private final Optional<RawLayout> layout;
  private final FrameStore store;

  /**
   * Makes a format for frames that lie in their records.
   *
   * @param limits the largest size of a frame
   */
  public FrameFormat(ImageLimits limits) {
    this(limits, Optional.empty(), FrameStore.NONE);
  }

  /**
   * Makes a format.
   *
   * @param limits the largest size of a frame
   * @param layout the layout of raw frames without headers that tell it; empty: there are none
   * @param store the contents of frames by reference
   */
  public FrameFormat(ImageLimits limits, Optional<RawLayout> layout, FrameStore store) {
    this.limits = Objects.requireNonNull(limits, "limits");
    this.layout = Objects.requireNonNull(layout, "layout");
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * Reads one record; a {@link TimeMark} is not a frame: check for it first.
   *
   * @throws MalformedException when the record is no frame, or exceeds the limits
   * @throws IOException when the store of frames by reference fails
   */
  public Frame decode(Received received) throws MalformedException, IOException {
    String modelKey = ModelKey.of(received, WHERE);
    String frameId = id(received);
    Optional<String> label = label(received);
    byte[] content = content(received);
    Stimulus stimulus = stimulus(received, content);
    return new Frame(modelKey, frameId, stimulus, label, received.eventTime(WHERE));
  }

  /**
   * The id of a frame: its header, else topic-partition-offset.
   *
   * @throws MalformedException if it is none
   */
  public static String id(Received received) throws MalformedException {
    Optional<String> id = nameHeader(received, FRAME_ID);
    return Text.checkedName(id.orElse(received.origin().position()), WHERE, "frame id");
  }

  /**
   * The label in the header of a frame; empty if there is none.
   *
   * @throws MalformedException if the header is no label
   */
  public static Optional<String> label(Received received) throws MalformedException {
    if (!received.hasHeader(LABEL)) {
      return Optional.empty();
    }
    byte[] bytes = received.header(LABEL).orElse(new byte[0]);
    return Optional.of(Text.decodeLabel(bytes, WHERE, "header " + LABEL));
  }

  /**
   * The record of a frame with raw samples. Its event time is a header; Kafka's timestamp is the
   * time of sending.
   *
   * @param partition the partition, or null to let the producer choose by model key
   */
  public static ProducerRecord<byte[], byte[]> encodeRaw(
      String topic, Integer partition, Frame frame) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, partition, Text.encode(frame.modelKey()), frame.image().samples());
    EventTimeHeader.put(record.headers(), frame.timestamp());
    rawHeaders(frame).forEach(header -> record.headers().add(header.name(), header.value()));
    return record;
  }

  /**
   * A frame with raw samples in the form in which a record comes from the topic. Its event time is
   * that of {@code origin}.
   *
   * @throws IllegalArgumentException if its model key, id or label cannot be encoded as UTF-8
   */
  public static Received raw(Origin origin, Frame frame) {
    byte[] key = Text.encode(frame.modelKey());
    return new Received(origin, key, frame.image().samples(), rawHeaders(frame));
  }

  /**
   * A window of events in the form in which a frame comes from a topic. Its event time is a header.
   *
   * @param frame a frame whose stimulus is a window
   */
  public static Received window(Origin origin, Frame frame) {
    WindowBytes bytes = WindowBytes.of((EventWindow) frame.stimulus());
    List<Header> headers = new ArrayList<>();
    headers.add(new Header(FRAME_ID, Text.encode(frame.frameId())));
    headers.add(new Header(WINDOW, Text.encode(bytes.numbers())));
    headers.add(new Header(EventTimeHeader.NAME, Text.encode(Long.toString(frame.timestamp()))));
    frame.label().ifPresent(label -> headers.add(new Header(LABEL, Text.encode(label))));
    return new Received(origin, Text.encode(frame.modelKey()), bytes.spikes(), headers);
  }

  private static List<Header> rawHeaders(Frame frame) {
    Image image = frame.image();
    List<Header> headers = new ArrayList<>();
    headers.add(new Header(FRAME_ID, Text.encode(frame.frameId())));
    headers.add(new Header(HEIGHT, Text.encode(Integer.toString(image.height()))));
    headers.add(new Header(WIDTH, Text.encode(Integer.toString(image.width()))));
    headers.add(new Header(CHANNELS, Text.encode(Integer.toString(image.channels()))));
    frame.label().ifPresent(label -> headers.add(new Header(LABEL, Text.encode(label))));
    return headers;
  }

  private byte[] content(Received received) throws MalformedException, IOException {
    Optional<String> uri = nameHeader(received, URI);
    boolean empty = received.value() == null || received.value().length == 0;
    if (uri.isPresent() && !empty) {
      throw new MalformedException(
          WHERE, "the frame has a value and a header frame-uri: send one of the two");
    }
    if (uri.isPresent()) {
      return store.read(uri.get(), limits.maxBytes());
    }
    if (received.value() == null) {
      throw new MalformedException(
          WHERE, "the frame has no value: send an encoded image or raw samples");
    }
    return received.value();
  }

  private Stimulus stimulus(Received received, byte[] content) throws MalformedException {
    if (received.hasHeader(WINDOW)) {
      requireBytes(content.length);
      String numbers = nameHeader(received, WINDOW).orElseThrow();
      return new WindowBytes(numbers, content).window();
    }
    return isRaw(received) ? rawImage(received, content) : image(content);
  }

  private Image image(byte[] content) throws MalformedException {
    if (layout.isPresent() && layout.get().fits(content)) {
      requireWithin(content.length, layout.get().height(), layout.get().width());
      return layout.get().image(content);
    }
    return encodedImage(content);
  }

  private static boolean isRaw(Received received) {
    return received.hasHeader(HEIGHT) || received.hasHeader(WIDTH) || received.hasHeader(CHANNELS);
  }

  private Image encodedImage(byte[] value) throws MalformedException {
    try {
      return ImageDecoder.decode(value, limits);
    } catch (MalformedException e) {
      throw new MalformedException(WHERE, e.getMessage(), e);
    }
  }

  private Image rawImage(Received received, byte[] samples) throws MalformedException {
    int height = number(received, HEIGHT);
    int width = number(received, WIDTH);
    int channels = received.hasHeader(CHANNELS) ? number(received, CHANNELS) : 1;
    requireWithin(samples.length, height, width);
    try {
      return new Image(height, width, channels, samples);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(WHERE, e.getMessage(), e);
    }
  }

  private void requireBytes(int bytes) throws MalformedException {
    if (bytes > limits.maxBytes()) {
      throw new MalformedException(
          WHERE, bytes + " bytes exceed the limit of " + limits.maxBytes() + " bytes a frame");
    }
  }

  private void requireWithin(int bytes, int height, int width) throws MalformedException {
    requireBytes(bytes);
    if ((long) height * width > limits.maxPixels()) {
      throw new MalformedException(
          WHERE,
          height + "x" + width + " exceeds the limit of " + limits.maxPixels() + " pixels a frame");
    }
  }

  private static int number(Received received, String header) throws MalformedException {
    if (received.header(header).isEmpty()) {
      throw new MalformedException(
          WHERE, "raw samples need the header " + header + " (a decimal number)");
    }
    return Text.numberHeader(received, header, WHERE);
  }

  private static Optional<String> nameHeader(Received received, String header)
      throws MalformedException {
    return Text.nameHeader(received, header, WHERE);
  }
}
