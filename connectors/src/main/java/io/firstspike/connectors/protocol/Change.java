package io.firstspike.connectors.protocol;

/**
 * A way in which frames or labels change at a drift. It has several concepts: concept 0 is the data
 * set as it is, and each drift leads from one concept to another.
 */
public enum Change {
  /** Labels trade places: at each drift every label gets another meaning, drawn by the seed. */
  PERMUTED_LABELS("permuted-labels", Long.MAX_VALUE),
  /**
   * Images are turned counterclockwise about their centre, in concept k by k times 30 degrees, with
   * bilinear interpolation and black outside.
   */
  ROTATED("rotated", 12),
  /** In concept 1 a sample v becomes 255 - v. */
  INVERTED("inverted", 2),
  /**
   * In concept k each sample is replaced, with a probability of k tenths, by a number drawn evenly
   * from 0 to 255 (impulse noise), anew for every frame.
   */
  NOISY("noisy", 6);

  private final String text;
  private final long concepts;

  Change(String text, long concepts) {
    this.text = text;
    this.concepts = concepts;
  }

  /** The number of different concepts, after which they repeat. */
  long concepts() {
    return concepts;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return text;
  }
}
