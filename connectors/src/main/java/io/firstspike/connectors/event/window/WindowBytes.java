package io.firstspike.connectors.event.window;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyCodec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A window of events for a record: its spikes as {@link VolleyCodec} writes them, and its numbers,
 * {@code begin,end,events}, as decimal text.
 *
 * @param numbers begin, end and number of events
 * @param spikes the spikes
 */
public record WindowBytes(String numbers, byte[] spikes) {

  private static final String WHERE = "frame";
  private static final Pattern NUMBERS =
      Pattern.compile("(-?[0-9]{1,18}),(-?[0-9]{1,18}),([0-9]{1,18})");

  /** The bytes of {@code window}. */
  public static WindowBytes of(EventWindow window) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VolleyCodec.write(window.spikes(), new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    }
    return new WindowBytes(
        window.begin() + "," + window.end() + "," + window.events(), bytes.toByteArray());
  }

  /**
   * Reads the window.
   *
   * @throws MalformedException if this is none
   */
  public EventWindow window() throws MalformedException {
    Matcher parts = NUMBERS.matcher(numbers);
    if (!parts.matches()) {
      throw new MalformedException(
          WHERE, "the numbers of a window must be begin,end,events as decimal text");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(spikes))) {
      Volley volley = VolleyCodec.read(in);
      if (in.available() > 0) {
        throw new MalformedException(
            WHERE, in.available() + " bytes follow the spikes of the window");
      }
      return new EventWindow(
          volley,
          Long.parseLong(parts.group(1)),
          Long.parseLong(parts.group(2)),
          Long.parseLong(parts.group(3)));
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedException(WHERE, "no window of events: " + e.getMessage(), e);
    }
  }
}
