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

  /** Counts of what has been decoded so far. */
  EventTally tally();

  /** The size of the sensor, if the recording has said it so far. */
  Optional<SensorSize> sensor();
}
