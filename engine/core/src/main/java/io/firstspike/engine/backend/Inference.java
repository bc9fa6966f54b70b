package io.firstspike.engine.backend;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Execution of one network on batches. Each method takes a batch of any size and returns one result
 * for each element, in its order; the results are those of {@link
 * io.firstspike.engine.network.Classifier}, bit by bit.
 *
 * <p>If one element cannot be used, the method fails with an {@link IllegalArgumentException} and
 * gives no result for any; the caller then finds it by batches of one. The object stays usable.
 *
 * <p>Not thread-safe. Weights that have changed since this object was opened or refreshed may or
 * may not have an effect before {@link #refresh}.
 */
@API(status = Status.MAINTAINED)
public interface Inference extends AutoCloseable {

  /**
   * Encodes stimuli as the volleys that the first layer receives.
   *
   * @throws IllegalArgumentException if the network does not take one of them
   */
  List<Volley> encode(List<? extends Stimulus> batch);

  /**
   * The output of the first {@code layers} feature layers.
   *
   * @param encoded volleys that {@link #encode} has returned
   * @param layers 0 to all; for 0, the volleys are returned as they are
   */
  List<Volley> features(List<Volley> encoded, int layers);

  /**
   * The volleys that the decision layer decides on and learns from.
   *
   * @throws IllegalArgumentException if the network does not take one of the stimuli
   */
  List<Volley> evidence(List<? extends Stimulus> batch);

  /**
   * Decides on volleys that {@link #evidence} has returned.
   *
   * @throws IllegalArgumentException if a potential exceeds what a float can hold
   */
  List<Decision> decide(List<Volley> evidence);

  /**
   * Classifies stimuli.
   *
   * @throws IllegalArgumentException if the network does not take one of them
   */
  List<Decision> classify(List<? extends Stimulus> batch);

  /**
   * Classifies stimuli, without the potentials of {@link #classify}.
   *
   * @return for each stimulus, its label as an index into the spec's labels; -1 if the network is
   *     silent
   * @throws IllegalArgumentException if the network does not take one of the stimuli
   */
  int[] labels(List<? extends Stimulus> batch);

  /** Uses the network's present weights from now on. */
  void refresh();

  /** Gives back what this object holds, such as memory of a device. */
  @Override
  void close();
}
