package io.firstspike.engine.spec;

import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Window;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of a pooling of spikes or intensities over square windows.
 *
 * @param window side of a window
 * @param stride distance from one window to the next
 * @param padding cells by which a window may extend over the edge, less than {@code window}
 */
@API(status = Status.MAINTAINED)
public record PoolSpec(int window, int stride, int padding) {

  /** No pooling: windows of one cell. */
  public static final PoolSpec NONE = new PoolSpec(1, 1, 0);

  /** The pooling that this spec describes. */
  public Pooling pooling() {
    return new Pooling(Window.square(window, stride, padding));
  }

  /** Adds the mistakes in this pooling, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".window", window, 1, InputSpec.MAX_SIDE);
    problems.range(at + ".stride", stride, 1, InputSpec.MAX_SIDE);
    problems.range(at + ".padding", padding, 0, Math.max(0, window - 1));
  }
}
