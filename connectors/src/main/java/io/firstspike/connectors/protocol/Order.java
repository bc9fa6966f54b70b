package io.firstspike.connectors.protocol;

/** The order in which a stream shows the images of a data set. */
public enum Order {
  /** The order of the data set itself. */
  AS_IS("as-is"),
  /** An order drawn by the seed. */
  SHUFFLED("shuffled"),
  /**
   * A few classes after the other, in the order of the data set's classes; the images of one such
   * task in an order drawn by the seed.
   */
  BY_CLASS("by-class");

  private final String text;

  Order(String text) {
    this.text = text;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return text;
  }
}
