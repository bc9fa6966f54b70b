package io.firstspike.connectors.event;

import io.firstspike.connectors.MalformedException;
import java.util.Optional;

/**
 * Decodes one recording, or one stream of an event camera, as its bytes come: a piece may end
 * anywhere, also within a word. Memory is bounded by {@link EventLimits}, whatever the bytes say.
 * For one thread at a time.
 *
 * <p>A damaged word is counted and left out. Bytes that are not of the format, or whose structure
 * is lost, make it throw, with the offset from the beginning of the recording; after that the
 * decoder cannot be used. Events before that place have been handed over.
 */
public interface EventDecoder {

  /**
   * Decodes {@code bytes[from]} to {@code bytes[to - 1]} and hands over all events that end there.
   *
   * @throws MalformedException if the bytes are not of this format
   */
  void decode(byte[] bytes, int from, int to) throws MalformedException;

  /**
   * Says that the recording ends here; an incomplete word is counted as damaged.
   *
   * @throws MalformedException if the bytes are not of this format
   */
  void end() throws MalformedException;

  /**
   * The decoder between two pieces, in bytes: what it knows of the recording so far, its counts and
   * what has come of an unfinished word. These are tens of bytes; while a header or a packet of
   * AEDAT 4 is unfinished, it is in them, within the {@link EventLimits}.
   */
  byte[] state();

  /**
   * Goes on where the decoder was that gave this state, whatever this one has decoded before.
   *
   * @param state of a decoder of the same format and limits
   * @throws MalformedException if the state is damaged or of another format; then the decoder
   *     cannot be used before it is given another
   */
  void restore(byte[] state) throws MalformedException;

  /** Counts of what has been decoded so far. */
  EventTally tally();

  /** The size of the sensor, if the recording has said it so far. */
  Optional<SensorSize> sensor();
}
