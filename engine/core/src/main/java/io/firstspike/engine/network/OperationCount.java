package io.firstspike.engine.network;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Cost of classifying images, in operations. On neuromorphic hardware, where a synapse takes energy
 * only when a spike arrives, synaptic operations are the usual measure.
 *
 * <p>The energy is an estimate, as is common in the literature, from the costs of 32-bit
 * floating-point arithmetic in a 45 nm process (M. Horowitz: Computing's energy problem (and what
 * we can do about it), ISSCC 2014): a synaptic operation is one addition, 0.9 pJ; a multiply-add
 * takes 3.7 pJ for the product and 0.9 pJ for the sum. Memory accesses and filters are not counted,
 * neither for the spiking network nor for the dense one.
 *
 * @param images number of images
 * @param spikes number of spikes: those of the encoded images, of hidden neurons and, after
 *     pooling, of the feature layers
 * @param synapticOperations number of weights added to potentials: for each spike, the synapses it
 *     reaches
 * @param multiplyAdds multiply-adds of a conventional network of the same structure, computed once
 *     for each image: one for each synapse of each neuron
 * @param steps number of time steps; a program that computes dense tensors in every time step takes
 *     {@code steps * multiplyAdds}
 */
@API(status = Status.MAINTAINED)
public record OperationCount(
    long images, long spikes, long synapticOperations, long multiplyAdds, int steps) {

  /** Energy of one addition, in picojoules. */
  public static final double ADDITION = 0.9;

  /** Energy of one multiply-add, in picojoules. */
  public static final double MULTIPLY_ADD = 4.6;

  /** The sum of this count and one of the same network on other images. */
  public OperationCount plus(OperationCount other) {
    return new OperationCount(
        images + other.images,
        spikes + other.spikes,
        synapticOperations + other.synapticOperations,
        multiplyAdds + other.multiplyAdds,
        steps);
  }

  /** The mean number of spikes for each image. */
  public double spikesPerImage() {
    return (double) spikes / images;
  }

  /** The mean number of synaptic operations for each image. */
  public double synapticOperationsPerImage() {
    return (double) synapticOperations / images;
  }

  /** The mean number of dense multiply-adds for each image, in one time step. */
  public double multiplyAddsPerImage() {
    return (double) multiplyAdds / images;
  }

  /** The energy of the synaptic operations of one image, in nanojoules. */
  public double spikingNanojoules() {
    return synapticOperationsPerImage() * ADDITION / 1000;
  }

  /** The energy of the dense multiply-adds of one image in one time step, in nanojoules. */
  public double denseNanojoules() {
    return multiplyAddsPerImage() * MULTIPLY_ADD / 1000;
  }
}
