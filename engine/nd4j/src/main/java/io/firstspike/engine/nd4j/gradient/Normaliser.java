package io.firstspike.engine.nd4j.gradient;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Batch normalisation in a graph: {@code gain (x - mean) / sqrt(variance + epsilon) + offset}, over
 * all dimensions but that of maps, which is the second.
 *
 * @param gain of each map
 * @param offset of each map
 * @param epsilon added to the variance
 */
record Normaliser(SDVariable gain, SDVariable offset, double epsilon) {

  /**
   * A normalised input.
   *
   * @param mean name for the mean of the batch
   * @param variance name for its variance, which divides by the number of elements
   */
  SDVariable byBatch(SDVariable input, String mean, String variance) {
    int[] axes = gain.getShape().length == 2 ? new int[] {0} : new int[] {0, 2, 3};
    SDVariable centred = input.sub(input.mean(mean, true, axes));
    return scaled(centred, centred.mul(centred).mean(variance, true, axes));
  }

  /** An input normalised with a mean and a variance that were found before. */
  SDVariable by(SDVariable input, SDVariable mean, SDVariable variance) {
    return scaled(input.sub(mean), variance);
  }

  private SDVariable scaled(SDVariable centred, SDVariable variance) {
    SDVariable scale = gain.getSameDiff().math().rsqrt(variance.add(epsilon)).mul(gain);
    return centred.mul(scale).add(offset);
  }
}
