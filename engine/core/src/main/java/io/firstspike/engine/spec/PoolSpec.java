package io.firstspike.engine.spec;

import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Window;

/**
 * How a layer's spikes are pooled, in squares.
 *
 * @param window side of a square
 * @param stride step from one square to the next
 * @param padding cells a square may stand over the edge, below {@code window}
 */
public record PoolSpec(int window, int stride, int padding) {

  /** No pooling: squares of one neuron. */
  public static final PoolSpec NONE = new PoolSpec(1, 1, 0);

  /** The pooling it stands for. */
  public Pooling pooling() {
    return new Pooling(Window.square(window, stride, padding));
  }
}
