package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.SensorSize;
import java.util.Optional;

/**
 * Decodes AEDAT 3: a header of text, then packets, the lowest byte first. A packet has 28 bytes of
 * its own (type and source of 16 bits; then of 32: size of an event, place of the time in it, times
 * rolled over, capacity, number, number of valid ones) and its events. Those of type 1 are polarity
 * events: 32 bits of 15 bits x, 15 bits y, polarity, valid; 31 bits time. All others, and events
 * that are not valid, are left out.
 */
final class Aedat3Decoder implements EventDecoder {

  static final String NAME = "aedat3.1";
  static final String FIRST_LINE = "#!AER-DAT3.1";
  static final String LAST_LINE = "#!END-HEADER";
  static final int HEAD = 28;
  static final int EVENT = 8;
  static final int POLARITY_TYPE = 1;

  private static final int LAST_PLACE = 0x7fff;

  private final TextHeader header;
  private final Output output;
  private final Gathered head = new Gathered();
  private final Gathered event = new Gathered();
  private boolean begun;
  private long passed;
  private long skip;
  private int remaining;
  private long rolled;

  Aedat3Decoder(EventSink sink, EventLimits limits) {
    header = new TextHeader(NAME, "#", limits.maxHeaderBytes(), LAST_LINE);
    output = new Output(sink);
    head.begin(HEAD);
    event.begin(EVENT);
  }

  @Override
  public void decode(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    if (!begun) {
      at = header.take(bytes, from, to);
      if (!header.complete()) {
        return;
      }
    }
    try {
      if (!begun) {
        begin();
      }
      packets(bytes, at, to);
    } finally {
      output.flush();
    }
  }

  private void begin() throws MalformedException {
    begun = true;
    if (header.lines().isEmpty() || !header.lines().get(0).startsWith("#!AER-DAT3")) {
      throw Output.malformed(NAME, "no line " + FIRST_LINE, 0);
    }
    for (String line : header.lines()) {
      String[] words = line.substring(1).split(":", 2);
      if (words[0].strip().equals("Format") && !words[1].strip().equals("RAW")) {
        throw Output.malformed(NAME, "packets in the form" + words[1] + " are not read", 0);
      }
    }
    passed = header.length();
    byte[] rest = header.rest();
    packets(rest, 0, rest.length);
  }

  private void packets(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    while (at < to) {
      int begin = at;
      if (skip > 0) {
        at += (int) Math.min(skip, to - at);
        skip -= at - begin;
      } else if (remaining > 0) {
        at = events(bytes, at, to);
      } else {
        at = head.take(bytes, at, to);
      }
      passed += at - begin;
      if (head.complete()) {
        beginPacket(head.bytes());
        head.begin(HEAD);
      }
    }
  }

  private void beginPacket(byte[] read) throws MalformedException {
    int type = LittleEndian.shortAt(read, 0);
    int size = LittleEndian.intAt(read, 4);
    int overflows = LittleEndian.intAt(read, 12);
    int number = LittleEndian.intAt(read, 20);
    if (type < 0 || size < 1 || number < 0 || overflows < 0) {
      throw Output.malformed(
          NAME,
          "a packet of " + number + " events of " + size + " bytes, type " + type,
          passed - HEAD);
    }
    if (type == POLARITY_TYPE && size == EVENT) {
      remaining = number;
      rolled = (long) overflows << 31;
    } else {
      skip = (long) size * number;
      output.countLeftOut(number);
    }
  }

  private int events(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    if (event.size() > 0 || to - at < EVENT) {
      at = event.take(bytes, at, to);
      if (event.complete()) {
        add(event.bytes(), 0, 1);
        event.begin(EVENT);
      }
      return at;
    }
    int whole = Math.min(remaining, (to - at) / EVENT);
    add(bytes, at, whole);
    return at + whole * EVENT;
  }

  private void add(byte[] bytes, int from, int number) throws MalformedException {
    EventBlock block = output.block;
    for (int i = 0; i < number; i++) {
      output.requireRoom();
      int at = from + i * EVENT;
      int word = LittleEndian.intAt(bytes, at);
      int time = LittleEndian.intAt(bytes, at + Integer.BYTES);
      if ((word & 1) == 0) {
        output.countLeftOut(1);
      } else if (time < 0) {
        output.countDamaged(passed);
      } else {
        block.add(rolled + time, word >>> 17, word >>> 2 & LAST_PLACE, word >>> 1 & 1);
      }
    }
    remaining -= number;
  }

  @Override
  public void end() throws MalformedException {
    if (!begun) {
      header.end();
      begin();
    }
    output.flush();
    if (head.size() > 0 || skip > 0 || remaining > 0) {
      output.countDamaged(passed);
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
    begun = state.flag(begun);
    if (!begun) {
      header.pass(state);
    }
    head.pass(state, HEAD, HEAD);
    event.pass(state, EVENT, EVENT);
    passed = state.number(passed, 0, Long.MAX_VALUE);
    skip = state.number(skip, 0, Long.MAX_VALUE);
    remaining = state.number(remaining, 0, Integer.MAX_VALUE);
    rolled = state.number(rolled, 0, Long.MAX_VALUE);
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
