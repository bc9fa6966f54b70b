package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines of text before the words of a recording, each with the same first byte, read as they
 * come. Nothing but the last line's form tells some headers' end: the first word after it may begin
 * with that byte, too, so only what is text up to its line feed is a line.
 */
final class TextHeader {

  private static final int LONGEST_LINE = 1 << 16;

  private final String format;
  private final String mark;
  private final List<String> ends;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> lines = new ArrayList<>();
  private int length;
  private boolean complete;

  /**
   * A header that has not begun.
   *
   * @param format name for messages
   * @param mark the characters with which each line begins
   * @param maxBytes the most bytes
   * @param ends lines after which there is no other
   */
  TextHeader(String format, String mark, int maxBytes, String... ends) {
    this.format = format;
    this.mark = mark;
    this.maxBytes = maxBytes;
    this.ends = List.of(ends);
  }

  boolean complete() {
    return complete;
  }

  /** The lines, without their ends. */
  List<String> lines() {
    return lines;
  }

  /** Bytes of the complete lines. */
  int length() {
    return length;
  }

  /** Bytes taken that turned out not to be of the header; empty while it is not complete. */
  byte[] rest() {
    return complete ? line.toByteArray() : new byte[0];
  }

  /** Passes the lines of a header that is not complete, and the beginning of the next line. */
  void pass(StateBytes state) throws MalformedException {
    length = state.number(length, 0, maxBytes);
    List<String> passed = new ArrayList<>();
    int number = state.number(lines.size(), 0, length);
    for (int i = 0; i < number; i++) {
      passed.add(state.text(state.reading() ? "" : lines.get(i)));
    }
    byte[] begun = state.bytes(line.toByteArray(), line.size(), LONGEST_LINE);
    if (state.reading()) {
      complete = false;
      lines.clear();
      lines.addAll(passed);
      line.reset();
      line.writeBytes(begun);
    }
  }

  /** Takes bytes of the header and returns the place of the first byte that is not taken. */
  int take(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    while (at < to && !complete) {
      if (!isText(bytes[at]) || line.size() >= LONGEST_LINE) {
        complete = true;
      } else {
        line.write(bytes[at]);
        if (bytes[at++] == '\n') {
          endLine();
        }
      }
    }
    return at;
  }

  /** Says that no more bytes come. */
  void end() {
    complete = true;
  }

  private boolean isText(byte value) {
    int place = line.size();
    if (place < mark.length()) {
      // A line may be the first character of the mark alone.
      return value == mark.charAt(place) || place > 0 && (value == '\r' || value == '\n');
    }
    return value < 0 || value >= ' ' && value != 0x7f || "\t\r\n".indexOf(value) >= 0;
  }

  private void endLine() throws MalformedException {
    length += line.size();
    if (length > maxBytes) {
      throw Output.malformed(format, "its header exceeds " + maxBytes + " bytes", length);
    }
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    lines.add(text);
    line.reset();
    complete = ends.contains(text);
  }

  /** The value of the last line {@code key value}, without the mark; null if there is none. */
  String value(String key) {
    String found = null;
    for (String text : lines) {
      String[] words = text.substring(1).strip().split("\\s+", 2);
      if (words.length == 2 && words[0].equalsIgnoreCase(key)) {
        found = words[1];
      }
    }
    return found;
  }

  /** The value in a list {@code ...;key=value;...} of the line "format"; null if there is none. */
  String property(String key) {
    String list = value("format");
    return list == null
        ? null
        : Arrays.stream(list.split(";"))
            .map(String::strip)
            .filter(entry -> entry.startsWith(key + "="))
            .map(entry -> entry.substring(key.length() + 1))
            .findFirst()
            .orElse(null);
  }
}
