package io.firstspike.connectors.topic;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The format of frames that are windows of events, cut and encoded already: the value holds their
 * spikes as {@link VolleyCodec} writes them; the header {@value #HEADER} has their begin, end and
 * number of events as decimal text, with commas.
 */
public final class WindowFormat {

  static final String HEADER = "window";

  private static final String WHERE = "frame";
  private static final Pattern NUMBERS =
      Pattern.compile("(-?[0-9]{1,18}),(-?[0-9]{1,18}),([0-9]{1,18})");

  private WindowFormat() {}

  /**
   * A window in the form in which a frame comes from a topic.
   *
   * @param timestamp event time, in milliseconds since the epoch
   */
  public static Received frame(
      Origin origin,
      String modelKey,
      String frameId,
      EventWindow window,
      Optional<String> label,
      long timestamp) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header(FrameFormat.FRAME_ID, Text.encode(frameId)));
    String numbers = window.begin() + "," + window.end() + "," + window.events();
    headers.add(new Header(HEADER, Text.encode(numbers)));
    headers.add(new Header(EventTimeHeader.NAME, Text.encode(Long.toString(timestamp))));
    label.ifPresent(text -> headers.add(new Header(FrameFormat.LABEL, Text.encode(text))));
    return new Received(origin, Text.encode(modelKey), spikes(window), headers);
  }

  private static byte[] spikes(EventWindow window) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VolleyCodec.write(window.spikes(), new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the window of a frame.
   *
   * @param content its value
   * @throws MalformedException if this is none
   */
  static EventWindow decode(Received received, byte[] content) throws MalformedException {
    byte[] header = received.header(HEADER).orElse(new byte[0]);
    Matcher numbers = NUMBERS.matcher(Text.decodeName(header, WHERE, "header " + HEADER));
    if (!numbers.matches()) {
      throw new MalformedException(
          WHERE, "the header " + HEADER + " must be begin,end,events as decimal numbers");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
      Volley spikes = VolleyCodec.read(in);
      if (in.available() > 0) {
        throw new MalformedException(
            WHERE, in.available() + " bytes follow the spikes of the window");
      }
      return new EventWindow(
          spikes,
          Long.parseLong(numbers.group(1)),
          Long.parseLong(numbers.group(2)),
          Long.parseLong(numbers.group(3)));
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedException(WHERE, "no window of events: " + e.getMessage(), e);
    }
  }
}
