package io.firstspike.engine.variation;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import java.util.Arrays;

/**
 * Windows of events whose places have been changed: each spike comes to the nearest new place, in
 * every map alike. Of spikes that come to the same place the earliest remains, as if the events had
 * been moved before the window was made.
 */
final class VariedWindow {

  private VariedWindow() {}

  /** The window whose places {@code variation} has changed. */
  static EventWindow of(EventWindow window, Variation variation) {
    Volley spikes = window.spikes();
    Shape shape = spikes.shape();
    int[] places = places(shape, variation);
    byte[] latencies = new byte[shape.size()];
    Arrays.fill(latencies, (byte) spikes.steps());
    for (int t = spikes.steps() - 1; t >= 0; t--) {
      for (int i = spikes.start(t); i < spikes.end(t); i++) {
        int map = spikes.spike(i) / places.length;
        int place = places[spikes.spike(i) % places.length];
        if (place >= 0) {
          latencies[map * places.length + place] = (byte) t;
        }
      }
    }
    return new EventWindow(
        Volley.ofLatencies(shape, spikes.steps(), latencies),
        window.begin(),
        window.end(),
        window.events());
  }

  /** The new place of each place of a map, row-major; -1 if it is outside. */
  private static int[] places(Shape shape, Variation variation) {
    double[] forth = variation.forth();
    double middleRow = (shape.height() - 1) / 2.0;
    double middleColumn = (shape.width() - 1) / 2.0;
    int[] places = new int[shape.height() * shape.width()];
    for (int i = 0; i < places.length; i++) {
      double y = i / shape.width() - middleRow;
      double x = i % shape.width() - middleColumn;
      double row = middleRow + forth[0] * y + forth[1] * x + variation.down();
      double column = middleColumn + forth[2] * y + forth[3] * x + variation.across();
      places[i] = place(shape, (int) Math.floor(row + 0.5), (int) Math.floor(column + 0.5));
    }
    return places;
  }

  private static int place(Shape shape, int row, int column) {
    return row < 0 || row >= shape.height() || column < 0 || column >= shape.width()
        ? -1
        : row * shape.width() + column;
  }
}
