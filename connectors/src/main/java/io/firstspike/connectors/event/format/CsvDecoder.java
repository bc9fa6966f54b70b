package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.SensorSize;
import java.util.Optional;

/**
 * Decodes text, a line {@code t,x,y,p} an event, in whole numbers. A first line of letters, empty
 * lines and lines that begin with # are passed over. Instead of commas there may be semicolons,
 * tabs or single spaces.
 */
final class CsvDecoder implements EventDecoder {

  private static final String NAME = "csv";
  private static final int LONGEST = 128;
  private static final int FIELDS = 4;
  private static final int MOST_DIGITS = 18;
  private static final int LARGEST_PLACE = 0xffff;
  private static final int LARGEST_POLARITY = 15;

  private final Output output;
  private final byte[] line = new byte[LONGEST];
  private final long[] fields = new long[FIELDS];
  private int length;
  private long passed;
  private long lines;

  /** A decoder; there is nothing to limit. */
  static CsvDecoder of(EventSink sink, EventLimits limits) {
    return new CsvDecoder(sink);
  }

  private CsvDecoder(EventSink sink) {
    output = new Output(sink);
  }

  @Override
  public void decode(byte[] bytes, int from, int to) throws MalformedException {
    try {
      lines(bytes, from, to);
    } finally {
      output.flush();
    }
  }

  private void lines(byte[] bytes, int from, int to) throws MalformedException {
    for (int at = from; at < to; at++) {
      byte value = bytes[at];
      passed++;
      if (value == '\n') {
        endLine();
      } else if (length < LONGEST) {
        line[length++] = value;
      }
    }
  }

  private void endLine() throws MalformedException {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    if (end == 0 || line[0] == '#') {
      return;
    }
    boolean first = lines++ == 0;
    if (isEvent(end)) {
      output.requireRoom();
      output.block.add(fields[0], (int) fields[1], (int) fields[2], (int) fields[3]);
    } else if (!first || !isWords(end)) {
      output.countDamaged(passed - 1);
    }
    if (lines == Output.probed()) {
      output.requireMostSound(NAME, lines);
    }
  }

  /** Whether a line holds the names of columns. */
  private boolean isWords(int end) {
    for (int i = 0; i < end; i++) {
      if (line[i] < ' ' && line[i] != '\t') {
        return false;
      }
    }
    return Character.isLetter(line[0]);
  }

  /** Reads the fields of a line and returns whether they are those of an event. */
  private boolean isEvent(int end) {
    int at = 0;
    for (int field = 0; field < FIELDS; field++) {
      boolean negative = field == 0 && at < end && line[at] == '-';
      int begin = negative ? at + 1 : at;
      long value = 0;
      at = begin;
      while (at < end && line[at] >= '0' && line[at] <= '9') {
        value = 10 * value + line[at++] - '0';
      }
      boolean last = field == FIELDS - 1;
      if (at == begin || at - begin > MOST_DIGITS || last != (at == end)) {
        return false;
      }
      fields[field] = negative ? -value : value;
      if (!last && ",;\t ".indexOf(line[at++]) < 0) {
        return false;
      }
    }
    return fields[1] <= LARGEST_PLACE
        && fields[2] <= LARGEST_PLACE
        && fields[3] <= LARGEST_POLARITY;
  }

  @Override
  public void end() throws MalformedException {
    if (length > 0) {
      endLine();
    }
    output.flush();
    if (lines < Output.probed()) {
      output.requireMostSound(NAME, lines);
      if (output.tally().events() == 0 && output.tally().damaged() > 0) {
        throw Output.malformed(NAME, "no line t,x,y,p", 0);
      }
    }
  }

  @Override
  public byte[] state() {
    return StateBytes.write(NAME, this::pass);
  }

  @Override
  public void restore(byte[] state) throws MalformedException {
    StateBytes.read(NAME, state, this::pass);
  }

  private void pass(StateBytes state) throws MalformedException {
    output.pass(state);
    length = state.bytesWithin(line, length, LONGEST);
    passed = state.number(passed, 0, Long.MAX_VALUE);
    lines = state.number(lines, 0, Long.MAX_VALUE);
  }

  @Override
  public EventTally tally() {
    return output.tally();
  }

  /** The format does not say it. */
  @Override
  public Optional<SensorSize> sensor() {
    return Optional.empty();
  }
}
