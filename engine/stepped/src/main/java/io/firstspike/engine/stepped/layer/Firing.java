package io.firstspike.engine.stepped.layer;

/**
 * When the neurons of a layer fire, and their potential afterwards.
 *
 * @param thresholds potentials above which they fire
 * @param resets potentials afterwards; null: thresholds are subtracted
 */
record Firing(float[] thresholds, float[] resets) {

  /** The potential of a neuron after it has fired with {@code potential}. */
  float after(int neuron, float potential) {
    return resets == null ? potential - thresholds[neuron] : resets[neuron];
  }

  /**
   * Lets those above their threshold fire, of all the neurons of a layer.
   *
   * @param firedWith receives their potentials
   */
  void fire(float[] potentials, float[] firedWith, Signal output) {
    output.clear();
    for (int neuron = 0; neuron < potentials.length; neuron++) {
      if (potentials[neuron] > thresholds[neuron]) {
        output.set(neuron, 1);
        firedWith[neuron] = potentials[neuron];
        potentials[neuron] = after(neuron, potentials[neuron]);
      }
    }
  }
}
