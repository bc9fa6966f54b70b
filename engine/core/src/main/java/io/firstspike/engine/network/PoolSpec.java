package io.firstspike.engine.network;

import io.firstspike.engine.layer.Pooling;
import io.firstspike.engine.layer.Window;

/**
 * How a layer's spikes are pooled, in squares.
 *
 * @param window side of a square
 * @param stride step from one square to the next
 * @param padding cells a square may stand over the edge, below {@code window}
 */
public record PoolSpec(int window, int stride, int padding) {

  /** No pooling: squares of one neuron. */
  static final PoolSpec NONE = new PoolSpec(1, 1, 0);

  Pooling pooling() {
    return new Pooling(Window.square(window, stride, padding));
  }
}
