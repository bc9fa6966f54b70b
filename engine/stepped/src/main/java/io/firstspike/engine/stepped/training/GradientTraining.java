package io.firstspike.engine.stepped.training;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * How a network is trained by gradients: by Adam (D. P. Kingma and J. Ba 2015), whose rate falls
 * along half a cosine to 0 at the end.
 *
 * @param epochs passes over the data, 1 to 10,000
 * @param batch examples of a step, 1 to 4,096
 * @param rate of Adam at the beginning, above 0
 * @param loss what is made small (left out: count)
 * @param surrogate the slope of firing (left out: arctan)
 * @param slope of the surrogate at the threshold, above 0 (left out: 1)
 * @param detachReset whether gradients do not pass through the reset (left out: true)
 * @param shift each example is shifted by up to so many rows and columns at random, drawn anew each
 *     time (left out: 0)
 * @param flip whether half of the examples are mirrored, left to right (left out: false)
 */
@API(status = Status.MAINTAINED)
public record GradientTraining(
    int epochs,
    int batch,
    double rate,
    SpikeLoss loss,
    Surrogate surrogate,
    Double slope,
    Boolean detachReset,
    int shift,
    boolean flip) {

  /** The most epochs. */
  public static final int MOST_EPOCHS = 10_000;

  private static final int MOST_BATCH = 4_096;
  private static final int MOST_SHIFT = 1_000;

  public GradientTraining {
    loss = loss == null ? SpikeLoss.COUNT : loss;
    surrogate = surrogate == null ? Surrogate.ARCTAN : surrogate;
    slope = slope == null ? 1 : slope;
    detachReset = detachReset == null || detachReset;
    require("epochs", epochs, 1, MOST_EPOCHS);
    require("batch", batch, 1, MOST_BATCH);
    require("shift", shift, 0, MOST_SHIFT);
    require("rate", rate, Float.MIN_NORMAL, 1);
    require("slope", slope, Float.MIN_NORMAL, Float.MAX_VALUE);
  }

  private static void require(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", must be " + least + " to " + most);
    }
  }

  /** The same with another number of epochs. */
  public GradientTraining withEpochs(int count) {
    return new GradientTraining(
        count, batch, rate, loss, surrogate, slope, detachReset, shift, flip);
  }
}
