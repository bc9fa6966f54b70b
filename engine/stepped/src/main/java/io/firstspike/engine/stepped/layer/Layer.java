package io.firstspike.engine.stepped.layer;

/** Node at work, with its state. Not thread-safe. */
interface Layer {

  /**
   * Computes the output of a time step.
   *
   * @param input not changed
   * @param output what this call wrote a time step ago; it is overwritten
   */
  void step(Signal input, Signal output);

  /** Forgets what was before. */
  default void reset() {}

  /** A layer with the same parameters, which are shared, and a state of its own. */
  Layer another();

  /** The potentials of its neurons, which change; null if there are none. */
  default float[] potentials() {
    return null;
  }

  /** The potentials with which its neurons last fired; null if there are none that fire. */
  default float[] firedWith() {
    return null;
  }
}
