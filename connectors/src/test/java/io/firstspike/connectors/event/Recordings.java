package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.event.writing.EventWriters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Recordings of the tests, and their events as lines {@code t,x,y,p}. */
public final class Recordings {

  static final String EVT3 = "trigger.evt3.raw";
  static final String EVT2 = "sparklers.evt2.raw";
  static final String AER40 = "digit.bs2";
  static final String AEDAT4 = "davis.aedat4";

  private Recordings() {}

  /** One of the recordings beside these tests. */
  static byte[] sample(String name) throws IOException {
    try (InputStream in = Recordings.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  static EventFormat format(byte[] bytes, String name) {
    return EventFormat.recognise(bytes, name).orElseThrow();
  }

  /**
   * The folder of whole recordings: that of the system property {@code firstspike.recordings}, or
   * else the one beside the checkout or beside a folder above it.
   */
  public static Optional<Path> wholeOnes() {
    String said = System.getProperty("firstspike.recordings", "");
    if (!said.isEmpty()) {
      return Optional.of(Path.of(said));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("shared/data/events");
      if (Files.isDirectory(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /** Decodes in pieces of this many bytes. */
  static String decoded(EventFormat format, byte[] bytes, int piece) throws MalformedException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (EventWriter csv = EventWriters.open(EventFormat.CSV, lines, Optional.empty())) {
      EventDecoder decoder = format.decoder(events -> write(csv, events), EventLimits.DEFAULT);
      feed(decoder, bytes, piece);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines.toString(StandardCharsets.US_ASCII);
  }

  static void feed(EventDecoder decoder, byte[] bytes, int piece) throws MalformedException {
    for (int at = 0; at < bytes.length; at += piece) {
      decoder.decode(bytes, at, Math.min(bytes.length, at + piece));
    }
    decoder.end();
  }

  /** The same events in another format. */
  static byte[] converted(
      EventFormat from, byte[] bytes, EventFormat to, Optional<SensorSize> sensor)
      throws MalformedException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventWriter writer = EventWriters.open(to, out, sensor)) {
      feed(from.decoder(events -> write(writer, events), EventLimits.DEFAULT), bytes, 1 << 16);
    }
    return out.toByteArray();
  }

  static void write(EventWriter writer, EventBlock events) throws MalformedException {
    try {
      writer.write(events);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha256(String lines) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(lines.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static void assertSame(String events, String expected) {
    assertThat(events.length()).isEqualTo(expected.length());
    assertThat(events.equals(expected)).as("the same events").isTrue();
  }
}
