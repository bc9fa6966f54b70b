package io.firstspike.connectors.event;

/** Height and width of an event camera's sensor in pixels, 1 to 65,536. */
public record SensorSize(int height, int width) {

  /** The largest height and width. */
  public static final int LARGEST = 1 << 16;

  public SensorSize {
    if (!possible(height, width)) {
      throw new IllegalArgumentException("no size of a sensor: " + height + "x" + width);
    }
  }

  /** Whether there can be a sensor of this size. */
  public static boolean possible(long height, long width) {
    return Math.min(height, width) >= 1 && Math.max(height, width) <= LARGEST;
  }
}
