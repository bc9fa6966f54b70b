package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.SensorSize;
import java.util.Optional;

/** Decodes a header and then words of one size, which may come in pieces that end in a word. */
abstract class WordDecoder implements EventDecoder {

  private final String format;
  private final TextHeader header;
  private final byte[] prefix;
  private int prefixSize;
  private final byte[] cut;
  private int cutSize;
  private boolean begun;
  private long words;
  private long passed;
  private SensorSize sensor;

  final Output output;

  WordDecoder(String format, int wordSize, TextHeader header, Output output) {
    this(format, wordSize, header, 0, output);
  }

  /**
   * A decoder at the beginning of a recording.
   *
   * @param prefixSize the number of bytes between the header, if there is one, and the words
   */
  WordDecoder(String format, int wordSize, TextHeader header, int prefixSize, Output output) {
    this.prefix = new byte[prefixSize];
    this.format = format;
    this.header = header;
    this.cut = new byte[wordSize];
    this.output = output;
  }

  /** Passes what the decoder of a format has beyond this. */
  abstract void passMore(StateBytes state) throws MalformedException;

  /** Reads what the header says, before the first word; it may be empty. */
  abstract void begin(TextHeader read) throws MalformedException;

  /** Checks the bytes between the header and the words. */
  void prefix(byte[] read, long offset) throws MalformedException {}

  /**
   * Decodes whole words, as long as the block of the output has room. When called, it has room for
   * the events of any word.
   *
   * @param base the offset in the recording of {@code bytes[0]}
   * @return where the words begin that are still to be decoded; {@code to} if there are none
   */
  abstract int fill(byte[] bytes, int from, int to, long base);

  @Override
  public final void decode(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    if (!begun) {
      at = header.take(bytes, from, to);
      if (!header.complete()) {
        return;
      }
    }
    try {
      if (!begun) {
        beginWords();
      }
      data(bytes, at, to);
    } finally {
      output.flush();
    }
  }

  private void beginWords() throws MalformedException {
    begun = true;
    passed = header.length();
    begin(header);
    if (header.lines().isEmpty()) {
      prefixSize = prefix.length;
    }
    byte[] rest = header.rest();
    data(rest, 0, rest.length);
  }

  private void data(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    while (prefixSize < prefix.length && at < to) {
      prefix[prefixSize++] = bytes[at++];
      if (prefixSize == prefix.length) {
        prefix(prefix, passed);
        passed += prefixSize;
      }
    }
    if (cutSize > 0) {
      int more = Math.min(cut.length - cutSize, to - at);
      System.arraycopy(bytes, at, cut, cutSize, more);
      cutSize += more;
      at += more;
      if (cutSize < cut.length) {
        return;
      }
      cutSize = 0;
      whole(cut, 0, cut.length);
    }
    int end = to - (to - at) % cut.length;
    whole(bytes, at, end);
    cutSize = to - end;
    System.arraycopy(bytes, end, cut, 0, cutSize);
  }

  /** Decodes whole words, and looks at the first ones for whether they can be of this format. */
  private void whole(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    while (at < to) {
      long probe = Output.probed() - words;
      int end = probe > 0 ? (int) Math.min(to, at + probe * cut.length) : to;
      long base = passed - at;
      for (int next = at; next < end; ) {
        output.requireRoom();
        next = fill(bytes, next, end, base);
      }
      passed += end - at;
      words += (end - at) / cut.length;
      if (words == Output.probed()) {
        output.requireMostSound(format, words);
      }
      at = end;
    }
  }

  @Override
  public final void end() throws MalformedException {
    if (!begun) {
      header.end();
      beginWords();
    }
    output.flush();
    if (cutSize > 0) {
      output.countDamaged(passed);
    }
    if (words < Output.probed()) {
      output.requireMostSound(format, words);
    }
  }

  @Override
  public final byte[] state() {
    return StateBytes.write(format, this::pass);
  }

  @Override
  public final void restore(byte[] state) throws MalformedException {
    StateBytes.read(format, state, this::pass);
  }

  private void pass(StateBytes state) throws MalformedException {
    output.pass(state);
    begun = state.flag(begun);
    if (!begun) {
      header.pass(state);
    }
    prefixSize = state.bytesWithin(prefix, prefixSize, prefix.length);
    cutSize = state.bytesWithin(cut, cutSize, cut.length - 1);
    words = state.number(words, 0, Long.MAX_VALUE);
    passed = state.number(passed, 0, Long.MAX_VALUE);
    int height = state.number(sensor == null ? 0 : sensor.height(), 0, SensorSize.LARGEST);
    int width = state.number(sensor == null ? 0 : sensor.width(), 0, SensorSize.LARGEST);
    sensor = SensorSize.possible(height, width) ? new SensorSize(height, width) : null;
    passMore(state);
  }

  @Override
  public final EventTally tally() {
    return output.tally();
  }

  /** Keeps the size of the sensor that the header says, if it can be. */
  final void keepSensor(long height, long width) {
    if (SensorSize.possible(height, width)) {
      sensor = new SensorSize((int) height, (int) width);
    }
  }

  @Override
  public final Optional<SensorSize> sensor() {
    return Optional.ofNullable(sensor);
  }
}
