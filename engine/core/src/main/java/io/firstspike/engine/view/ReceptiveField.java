package io.firstspike.engine.view;

import io.firstspike.engine.spike.Window;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Size of the part of the network's input that a neuron is connected to through all layers below
 * it.
 *
 * @param height rows of the input
 * @param width columns of the input
 */
@API(status = Status.INTERNAL)
public record ReceptiveField(int height, int width) {

  /** The receptive field of a neuron above layers with these windows, first layer first. */
  public static ReceptiveField through(List<Window> windows) {
    int height = 1;
    int width = 1;
    for (int i = windows.size() - 1; i >= 0; i--) {
      Window window = windows.get(i);
      height = window.height() + (height - 1) * window.rowStride();
      width = window.width() + (width - 1) * window.columnStride();
    }
    return new ReceptiveField(height, width);
  }
}
