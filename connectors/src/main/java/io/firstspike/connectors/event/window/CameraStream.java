package io.firstspike.connectors.event.window;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.engine.encode.WindowTally;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts the bytes of one camera, as they come in packets, into the windows of a network. A recording
 * follows the other. What is known between two packets can be written and read again. Not
 * thread-safe.
 */
public final class CameraStream {

  private static final int VERSION = 1;
  private static final String WHERE = "events";

  private final NetworkSpec spec;
  private final EventLimits limits;
  private final Consumer<EventWindow> sink;
  private Head head = new Head("", Optional.empty(), Optional.empty());

  /** The encoding of the present recording; null before its first packet. */
  private EventFormat format;

  private EventDecoder decoder;
  private SensorWindows windows;

  /**
   * Description of a recording, as a packet of it gives it.
   *
   * @param recording its name, or an empty text
   * @param format the encoding, if the packet tells it
   * @param sensor the size of the sensor, if the packet tells it
   */
  public record Head(String recording, Optional<EventFormat> format, Optional<SensorSize> sensor) {}

  /**
   * Creates a stream without any packet so far.
   *
   * @param spec a network that takes events
   * @param sink takes each window when it ends
   * @throws IllegalArgumentException if the network takes images
   */
  public CameraStream(NetworkSpec spec, EventLimits limits, Consumer<EventWindow> sink) {
    if (spec.input().events() == null) {
      throw new IllegalArgumentException("network " + spec.name() + " takes images, not events");
    }
    this.spec = spec;
    this.limits = limits;
    this.sink = sink;
    this.windows = newWindows();
  }

  private SensorWindows newWindows() {
    return new SensorWindows(spec, this::sensor, sink);
  }

  private Optional<SensorSize> sensor() {
    return head.sensor().or(() -> decoder.sensor());
  }

  /**
   * Takes a packet. If it is of another recording than the one before, the open window ends.
   *
   * @throws MalformedException if the bytes are not of the format, or none tells the format; the
   *     next packet then begins a recording
   * @throws IllegalArgumentException if the network does not take the events of such a sensor
   */
  public void take(Head packet, byte[] bytes) throws MalformedException {
    Optional<SensorSize> size = packet.sensor().or(head::sensor);
    if (!packet.recording().equals(head.recording())) {
      beginAnew();
      size = packet.sensor();
    } else if (head.sensor().isPresent() && !size.equals(head.sensor())) {
      beginAnew();
    }
    head = new Head(packet.recording(), packet.format(), size);
    if (bytes.length == 0) {
      return;
    }
    EventFormat found =
        decoder != null
            ? format
            : EventFormat.recognise(bytes, "").or(packet::format).orElseThrow(this::untold);
    requireSame(packet, found);
    if (decoder == null) {
      begin(found);
    }
    try {
      decoder.decode(bytes, 0, bytes.length);
    } catch (MalformedException | IllegalArgumentException e) {
      decoder = null;
      throw e;
    }
  }

  private MalformedException untold() {
    return new MalformedException(
        WHERE,
        "neither the header event-format nor the beginning of the recording tells the format: send"
            + " the header, one of "
            + Arrays.toString(EventFormat.values()));
  }

  private static void requireSame(Head packet, EventFormat found) throws MalformedException {
    if (packet.format().isPresent() && packet.format().get() != found) {
      throw new MalformedException(
          WHERE,
          "the header event-format is "
              + packet.format().get()
              + ", but the recording begins as "
              + found
              + ": give another recording another name in the header recording");
    }
  }

  private void beginAnew() {
    windows.end();
    decoder = null;
    windows = newWindows();
  }

  private void begin(EventFormat begun) {
    format = begun;
    decoder = begun.decoder(windows, limits);
  }

  /** Ends the open window, as a marker in the stream demands. */
  public void end() {
    windows.end();
  }

  /** Whether there are events whose window has not ended. */
  public boolean open() {
    return windows.open();
  }

  /** Counts of what has been decoded of the present recording. */
  public EventTally decoded() {
    return decoder == null ? new EventTally(0, 0, 0) : decoder.tally();
  }

  /** Counts of what became of the present recording's events. */
  public WindowTally cut() {
    return windows.tally();
  }

  /** Writes what this stream knows between two packets. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(head.recording());
    writeSensor(head.sensor().orElse(null), out);
    out.writeUTF(decoder == null ? "" : format.toString());
    if (decoder != null) {
      byte[] state = decoder.state();
      out.writeInt(state.length);
      out.write(state);
    }
    windows.write(out);
  }

  private static void writeSensor(SensorSize sensor, DataOutput out) throws IOException {
    out.writeInt(sensor == null ? 0 : sensor.height());
    out.writeInt(sensor == null ? 0 : sensor.width());
  }

  private static Optional<SensorSize> readSensor(DataInput in) throws IOException {
    int height = in.readInt();
    int width = in.readInt();
    if (height == 0 && width == 0) {
      return Optional.empty();
    }
    if (!SensorSize.possible(height, width)) {
      throw new IOException("there is no sensor of " + height + "x" + width);
    }
    return Optional.of(new SensorSize(height, width));
  }

  /**
   * Reads what a stream of the same network has written.
   *
   * @throws IOException if these are not the bytes of such a stream
   */
  public void read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("a camera's stream of version " + version + " is unknown");
    }
    String recording = in.readUTF();
    head = new Head(recording, Optional.empty(), readSensor(in));
    String word = in.readUTF();
    decoder = null;
    windows = newWindows();
    if (!word.isEmpty()) {
      begin(EventFormat.of(word).orElseThrow(() -> new IOException("no event format " + word)));
      restore(in);
    }
    windows.read(in);
  }

  private void restore(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > limits.maxHeaderBytes() + (long) limits.maxPacketBytes()) {
      throw new IOException("a decoder's state of " + length + " bytes");
    }
    byte[] state = new byte[length];
    in.readFully(state);
    try {
      decoder.restore(state);
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
