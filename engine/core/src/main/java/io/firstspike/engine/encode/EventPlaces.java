package io.firstspike.engine.encode;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Crop;
import java.util.Arrays;

/** Places of a network's input that the rows and columns of one sensor come to. */
final class EventPlaces {

  /** Of a row or column that the network does not see. */
  static final int NOWHERE = -1;

  private final int[] rows;
  private final int[] columns;

  /**
   * Computes the places.
   *
   * @param height rows of the sensor
   * @param width columns of the sensor
   * @throws IllegalArgumentException if the network does not take the events of such a sensor; the
   *     message is that of {@link InputSpec#sensorRefusal}
   */
  EventPlaces(InputSpec input, int height, int width) {
    input
        .sensorRefusal(height, width)
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
    Crop part = input.part(height, width);
    this.rows = places(height, part.top(), part.height(), input.height());
    this.columns = places(width, part.left(), part.width(), input.width());
  }

  private static int[] places(int sensor, int from, int length, int target) {
    int[] places = new int[sensor];
    Arrays.fill(places, NOWHERE);
    for (int i = 0; i < length; i++) {
      places[from + i] = (int) ((long) i * target / length);
    }
    return places;
  }

  /** Rows of the sensor. */
  int height() {
    return rows.length;
  }

  /** Columns of the sensor. */
  int width() {
    return columns.length;
  }

  /** Whether the sensor has a pixel there. */
  boolean onSensor(int x, int y) {
    return x < columns.length && y < rows.length;
  }

  /** The row of the network's input for row {@code y} of the sensor, or {@link #NOWHERE}. */
  int row(int y) {
    return rows[y];
  }

  /** The column of the network's input for column {@code x} of the sensor, or {@link #NOWHERE}. */
  int column(int x) {
    return columns[x];
  }
}
