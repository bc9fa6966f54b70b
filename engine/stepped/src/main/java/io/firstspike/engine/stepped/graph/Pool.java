package io.firstspike.engine.stepped.graph;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Sum of each window of a map, or its average over all that the window reads, padding included.
 *
 * @param window the window that slides, without dilation
 * @param average whether sums are divided by the number of cells of the window
 */
@API(status = Status.MAINTAINED)
public record Pool(Sliding window, boolean average) implements Node {

  @Override
  public String type() {
    return average ? "AvgPool2d" : "SumPool2d";
  }
}
