package io.firstspike.engine.backend;

import io.firstspike.engine.network.Progress;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learning of one network by a backend: example after example in their order, as {@code Learner}
 * does, with the same weights in the end, bit by bit. The backend keeps the weights to itself until
 * {@link #handBack}.
 *
 * <p>If a method fails with an {@link IllegalArgumentException}, nothing of its batch has been
 * learned. After a {@link BackendFailure} the object is of no more use, and the network is as it
 * was when it was last handed back. Not thread-safe.
 */
@API(status = Status.MAINTAINED)
public interface Lesson extends AutoCloseable {

  /**
   * Learns features in the layer of the present stage. Ends early if that layer is frozen, since
   * the next one may need other frames.
   *
   * @return the number of stimuli that it has learned from, in their order
   * @throws IllegalStateException if all feature layers are frozen
   * @throws IllegalArgumentException if the network does not take one of the stimuli
   */
  int learnFeatures(List<? extends Stimulus> batch);

  /**
   * Decides on each stimulus, then learns from its label, before the next one.
   *
   * @param labels for each stimulus, the index of its right label
   * @return for each stimulus, the index of the label that was decided for before learning; -1 if
   *     the network was silent
   * @throws IllegalStateException if a feature layer is still learning
   * @throws IllegalArgumentException if the network does not take one of the stimuli
   */
  int[] learnDecisions(List<? extends Stimulus> batch, int[] labels);

  /** The present progress. */
  Progress progress();

  /** Writes the present weights into the network. */
  void handBack();

  /** Gives back what this object holds; what was not handed back is lost. */
  @Override
  void close();
}
