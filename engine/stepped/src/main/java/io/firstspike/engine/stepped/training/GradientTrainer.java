package io.firstspike.engine.stepped.training;

import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Trains networks of neurons that fire many times by surrogate gradients through time. A service: a
 * module that can do it names it for {@link ServiceLoader}. Thread-safe.
 */
@API(status = Status.MAINTAINED)
public interface GradientTrainer {

  /** The trainer at hand; empty if the module is not there. */
  static Optional<GradientTrainer> find() {
    Iterator<GradientTrainer> found =
        ServiceLoader.load(GradientTrainer.class, GradientTrainer.class.getClassLoader())
            .iterator();
    return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
  }

  /** The reason why it cannot be used on this machine, with the remedy; empty if it can. */
  Optional<String> obstacle();

  /**
   * Does what takes long the first time.
   *
   * @param progress takes lines for users
   */
  void prepare(Consumer<String> progress);

  /**
   * Trains a network. On one machine the same spec, images and seed give the same weights, bit for
   * bit, as long as the number of threads is the same.
   *
   * @param images what it learns from, each of the size that the spec says, as {@link
   *     io.firstspike.engine.stepped.stimulus.FrameCoding} shows them
   * @param listener follows the training
   * @return the trained network, in which batch normalisation is part of the weights and dropout is
   *     gone; its time step is 1
   */
  Graph train(GradientSpec spec, LabelledImages images, long seed, Listener listener);

  /** Follows a training. */
  @FunctionalInterface
  interface Listener {

    /**
     * Tells of examples that have been learned from.
     *
     * @param epoch from 1
     * @param done examples of this epoch so far
     * @param planned examples of an epoch
     * @param loss mean of these
     * @param right share of these that were decided rightly while learning
     */
    void learned(int epoch, int done, int planned, double loss, double right);
  }
}
