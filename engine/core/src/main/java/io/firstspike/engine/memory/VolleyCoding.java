package io.firstspike.engine.memory;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;

/** Coding of the volleys in a memory: from the inputs that fired to few bytes, and back. */
interface VolleyCoding {

  /** The fewest locations of a volley whose locations are coded one by one. */
  int FEWEST_LOCATIONS = 16;

  /**
   * Creates the coding for volleys of shape {@code shape}.
   *
   * @param words the most words that it may learn
   * @param bytes the memory that there is for volleys and coding
   */
  static VolleyCoding of(Shape shape, int steps, int words, int bytes) {
    return shape.locations() < FEWEST_LOCATIONS
        ? new WholeVolleys(shape, steps)
        : new PatternCoding(shape, steps, words, bytes);
  }

  /** Codes a volley, which may be borrowed. The coding may learn from it. */
  byte[] code(Spikes volley);

  /**
   * Recalls a volley from its code. All spikes are in the last time step.
   *
   * @return a volley that is valid until the next call
   */
  Volley recall(byte[] code, int from);

  /** The bytes that the coding itself takes. */
  long bytes();

  /** The number of words that the coding has learned. */
  int words();

  /** One of these words. */
  byte[] word(int index);

  /** Adds the next word, as {@link #word} gave it. */
  void addWord(byte[] word);
}
