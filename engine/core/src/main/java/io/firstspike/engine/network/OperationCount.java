package io.firstspike.engine.network;

/**
 * What images cost a network, counted in operations: the measure of neuromorphic hardware, on which
 * a synapse costs energy only when a spike arrives.
 *
 * <p>Energy is estimated as usual in the literature, from the costs of 32-bit floating-point
 * arithmetic in a 45 nm process (M. Horowitz: Computing's energy problem (and what we can do about
 * it), ISSCC 2014): a synaptic operation is one addition, 0.9 pJ; a multiply-add takes 3.7 pJ for
 * the product and 0.9 pJ for the sum. Memory and filters are left out on both sides.
 *
 * @param images how many images were counted
 * @param spikes all spikes: of the encoded images, of feature layers after pooling
 * @param synapticOperations weights added to potentials: for each spike, the synapses it reaches
 * @param multiplyAdds what the same network takes as one of rates, computed once, densely: every
 *     synapse of every neuron
 * @param steps time steps; a program that computes dense tensors in each of them takes so many
 *     times {@code multiplyAdds}
 */
public record OperationCount(
    long images, long spikes, long synapticOperations, long multiplyAdds, int steps) {

  /** Energy of one addition, in picojoules. */
  public static final double ADDITION = 0.9;

  /** Energy of one multiply-add, in picojoules. */
  public static final double MULTIPLY_ADD = 4.6;

  /** Both together: of the same network, on other images. */
  public OperationCount plus(OperationCount other) {
    return new OperationCount(
        images + other.images,
        spikes + other.spikes,
        synapticOperations + other.synapticOperations,
        multiplyAdds + other.multiplyAdds,
        steps);
  }

  /** Spikes an image. */
  public double spikesPerImage() {
    return (double) spikes / images;
  }

  /** Synaptic operations an image. */
  public double synapticOperationsPerImage() {
    return (double) synapticOperations / images;
  }

  /** Dense multiply-adds an image, of one time step. */
  public double multiplyAddsPerImage() {
    return (double) multiplyAdds / images;
  }

  /** Energy of an image's synaptic operations, in nanojoules. */
  public double spikingNanojoules() {
    return synapticOperationsPerImage() * ADDITION / 1000;
  }

  /** Energy of an image's dense multiply-adds, of one time step, in nanojoules. */
  public double denseNanojoules() {
    return multiplyAddsPerImage() * MULTIPLY_ADD / 1000;
  }
}
