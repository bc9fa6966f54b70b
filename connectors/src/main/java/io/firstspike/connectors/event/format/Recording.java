package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.SensorSize;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A recording of an event camera that is read once, from a file or from a stream of bytes. */
public final class Recording implements Closeable {

  private static final int PIECE = 1 << 16;

  private final InputStream bytes;
  private final Optional<EventFormat> format;
  private EventDecoder decoder;

  private Recording(InputStream bytes, Optional<EventFormat> format) {
    this.bytes = bytes;
    this.format = format;
  }

  /** Opens a file; it may be in a zip file system. */
  public static Recording open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      return of(bytes, String.valueOf(file.getFileName()));
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Begins to read a stream of bytes, which closes with the recording.
   *
   * @param name of the file, which says the format where the bytes do not; may be empty
   */
  public static Recording of(InputStream in, String name) throws IOException {
    InputStream bytes = new BufferedInputStream(in, EventFormat.HEAD);
    bytes.mark(EventFormat.HEAD);
    byte[] head = bytes.readNBytes(EventFormat.HEAD);
    bytes.reset();
    return new Recording(bytes, EventFormat.recognise(head, name));
  }

  /** The format that its beginning or its name says. */
  public Optional<EventFormat> format() {
    return format;
  }

  /**
   * Decodes it, once, and hands over its events as recorded, a block after the other.
   *
   * @throws MalformedException if the bytes are not of this format, or the sink throws it
   */
  public EventTally read(EventFormat as, EventSink sink, EventLimits limits)
      throws IOException, MalformedException {
    if (decoder != null) {
      throw new IllegalStateException("a recording is read once");
    }
    decoder = as.decoder(sink, limits);
    byte[] piece = new byte[PIECE];
    for (int read = bytes.read(piece); read >= 0; read = bytes.read(piece)) {
      decoder.decode(piece, 0, read);
    }
    decoder.end();
    return decoder.tally();
  }

  /**
   * Decodes it, once, in the format that its beginning or its name says, and hands over its events.
   *
   * @throws MalformedException if nothing says the format, if the bytes are not of it, or the sink
   *     throws it
   */
  public EventTally read(EventSink sink, EventLimits limits)
      throws IOException, MalformedException {
    EventFormat said =
        format.orElseThrow(
            () ->
                new MalformedException(
                    Output.WHERE, "neither its beginning nor its name says the format"));
    return read(said, sink, limits);
  }

  /**
   * Decodes it, once, into one block.
   *
   * @param mostEvents the most events, which limits memory
   * @throws MalformedException if nothing says the format, if the bytes are not of it, or if there
   *     are more events
   */
  public WholeRecording readWhole(EventLimits limits, int mostEvents)
      throws IOException, MalformedException {
    EventBlock[] all = {new EventBlock(EventBlock.LEAST_CAPACITY)};
    EventTally tally = read(block -> all[0] = all[0].with(block, mostEvents), limits);
    return new WholeRecording(all[0], tally, sensor());
  }

  /** The size of the sensor, if the recording has said it so far. */
  public Optional<SensorSize> sensor() {
    return decoder == null ? Optional.empty() : decoder.sensor();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
