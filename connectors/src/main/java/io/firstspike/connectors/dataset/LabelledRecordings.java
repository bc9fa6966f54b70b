package io.firstspike.connectors.dataset;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.connectors.event.format.WholeRecording;
import io.firstspike.engine.model.Model;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Recordings of event cameras with labels, each in a file of its own, which is decoded when it is
 * asked for. {@link RecordingFolder} makes it. Immutable and thread-safe; closing it closes the zip
 * file that holds them, if one does, for its slices, too.
 */
public final class LabelledRecordings implements Labels, Closeable {

  private static final long MOST_BYTES = 256L << 20;

  private final String name;
  private final List<String> classes;
  private final List<Entry> entries;
  private final List<String> remarks;
  private final RecordingPlace place;
  private final EventLimits limits;
  private final int mostEvents;

  /** One recording. */
  record Entry(Path file, String label) {}

  LabelledRecordings(
      String name,
      List<String> classes,
      List<Entry> entries,
      List<String> remarks,
      RecordingPlace place,
      EventLimits limits,
      int mostEvents) {
    this.name = name;
    this.classes = List.copyOf(classes);
    this.entries = List.copyOf(entries);
    this.remarks = remarks;
    this.place = place;
    this.limits = limits;
    this.mostEvents = mostEvents;
  }

  /** The name for messages, reports and the provenance of models. */
  public String name() {
    return name;
  }

  /** The number of recordings. */
  @Override
  public int size() {
    return entries.size();
  }

  /** All labels that occur, each once, in the order of the folders' names. */
  @Override
  public List<String> classes() {
    return classes;
  }

  /** The label of one recording. */
  @Override
  public String label(int index) {
    return entries.get(index).label();
  }

  /** The place of one recording, for messages. */
  public String place(int index) {
    return place.name(entries.get(index).file());
  }

  /** Remarks for the user, a line each: files that were left out, for example. */
  public List<String> remarks() {
    return remarks;
  }

  /**
   * Decodes one recording.
   *
   * @throws DatasetException if it cannot be read, is none, or exceeds the limits
   */
  public WholeRecording recording(int index) {
    try (Recording recording = open(index)) {
      return recording.readWhole(limits, mostEvents);
    } catch (MalformedException e) {
      throw new DatasetException(
          place(index)
              + " is no recording that can be read: "
              + e.getMessage()
              + "; remove or replace it",
          e);
    } catch (IOException e) {
      throw unreadable(index, e);
    }
  }

  /** Opens one recording; the caller closes it. */
  public Recording open(int index) throws IOException {
    return Recording.open(entries.get(index).file());
  }

  DatasetException unreadable(int index, IOException cause) {
    return new DatasetException(
        "cannot read " + place(index) + " (" + cause + "): check path and permissions", cause);
  }

  /**
   * The bytes of one recording.
   *
   * @throws DatasetException if they cannot be read, or are more than 256 MiB
   */
  public byte[] bytes(int index) {
    Path file = entries.get(index).file();
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new DatasetException(
            place(index) + " has more than the limit of " + MOST_BYTES + " bytes: cut it");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(index, e);
    }
  }

  /**
   * The SHA-256 over all labels and events in their order, in hexadecimal: equal for equal events
   * with equal labels, whatever files they come from. For each recording it covers two big-endian
   * ints (number of events, length of the label in UTF-8 bytes), the label, then for each event 64
   * bits time, 32 bits place and 8 bits polarity.
   */
  public String fingerprint() {
    MessageDigest digest = Model.sha256();
    for (int i = 0; i < size(); i++) {
      EventBlock events = recording(i).events();
      byte[] label = label(i).getBytes(StandardCharsets.UTF_8);
      digest.update(
          ByteBuffer.allocate(2 * Integer.BYTES)
              .putInt(events.size())
              .putInt(label.length)
              .array());
      digest.update(label);
      digest.update(bytes(events));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] bytes(EventBlock events) {
    int eventBytes = Long.BYTES + Integer.BYTES + Byte.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(eventBytes, events.size()));
    for (int event = 0; event < events.size(); event++) {
      bytes
          .putLong(events.time(event))
          .putInt(events.y(event) << 16 | events.x(event))
          .put((byte) events.polarity(event));
    }
    return bytes.array();
  }

  /**
   * The recordings from index {@code from} (inclusive) to {@code to} (exclusive), in their order,
   * with all classes.
   *
   * @throws IllegalArgumentException when the range is not within 0 to {@code size()}
   */
  public LabelledRecordings slice(int from, int to) {
    return selected(Selection.slice(name, size(), from, to));
  }

  /** All recordings in an order drawn from {@code seed}; the same seed gives the same order. */
  public LabelledRecordings shuffled(long seed) {
    return selected(Selection.shuffled(name, size(), seed));
  }

  private LabelledRecordings selected(Selection selection) {
    List<Entry> selected = Arrays.stream(selection.indices()).mapToObj(entries::get).toList();
    return new LabelledRecordings(
        selection.name(), classes, selected, remarks, place, limits, mostEvents);
  }

  @Override
  public void close() {
    try {
      place.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
