package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.EventTally;

/** A decoder's block of events with the sink that takes it, and the counts. */
final class Output {

  static final String WHERE = "events";

  private static final int PROBED = 1024;
  private static final int FEW = 8;

  final EventBlock block;
  private final EventSink sink;
  private long events;
  private long damaged;
  private long leftOut;
  private long firstDamage = -1;

  Output(EventSink sink) {
    this(sink, EventBlock.DEFAULT_CAPACITY);
  }

  Output(EventSink sink, int capacity) {
    this.sink = sink;
    this.block = new EventBlock(capacity);
  }

  /** Whether the block has room for the events of any word. */
  boolean hasRoom() {
    return block.room() >= EventBlock.LEAST_CAPACITY;
  }

  /** Makes room in the block for the events of any word. */
  void requireRoom() throws MalformedException {
    if (!hasRoom()) {
      flush();
    }
  }

  void flush() throws MalformedException {
    if (block.size() > 0) {
      events += block.size();
      try {
        sink.accept(block);
      } finally {
        block.clear();
      }
    }
  }

  /** Counts what cannot be, at this offset in the recording. */
  void countDamaged(long offset) {
    damaged++;
    if (firstDamage < 0) {
      firstDamage = offset;
    }
  }

  void countLeftOut(long words) {
    leftOut += words;
  }

  /** Passes the counts; between two pieces the block is empty. */
  void pass(StateBytes state) throws MalformedException {
    block.clear();
    events = state.number(events, 0, Long.MAX_VALUE);
    damaged = state.number(damaged, 0, Long.MAX_VALUE);
    leftOut = state.number(leftOut, 0, Long.MAX_VALUE);
    firstDamage = state.number(firstDamage, -1, Long.MAX_VALUE);
  }

  EventTally tally() {
    return new EventTally(events + block.size(), damaged, leftOut);
  }

  /** The number of words after which {@link #requireMostSound} is to be asked. */
  static int probed() {
    return PROBED;
  }

  /**
   * Refuses a stream in which more than an eighth of the first words cannot be: it is of another
   * format.
   */
  void requireMostSound(String format, long words) throws MalformedException {
    if (damaged > FEW && damaged > words / 8) {
      throw new MalformedException(
          WHERE,
          "not "
              + format
              + ": "
              + damaged
              + " of its first "
              + words
              + " words cannot be, the first at byte "
              + firstDamage);
    }
  }

  static MalformedException malformed(String format, String reason, long offset) {
    return new MalformedException(WHERE, format + ": " + reason + " at byte " + offset);
  }
}
