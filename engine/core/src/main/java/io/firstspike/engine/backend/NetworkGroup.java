package io.firstspike.engine.backend;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Execution of several networks, on batches in which each stimulus is for one of them. A backend
 * may keep and compute once what networks have in common; the results are those of each network
 * alone, bit by bit.
 *
 * <p>Networks are told apart as objects, whatever their specs and weights, and must not learn while
 * they are in the group. Not thread-safe.
 */
@API(status = Status.MAINTAINED)
public interface NetworkGroup extends AutoCloseable {

  /**
   * Takes in a network.
   *
   * @param network a network of a spec that the backend supports
   * @throws IllegalArgumentException if it is in the group already
   */
  void add(Network network);

  /**
   * Gives back what this object holds for a network alone.
   *
   * @throws IllegalArgumentException if it is not in the group
   */
  void remove(Network network);

  /**
   * Classifies stimuli. If one of them cannot be used, the method fails and gives no result for
   * any; the object stays usable.
   *
   * @param networks for each stimulus, the network of the group that it is for
   * @param batch of any size
   * @return one decision for each stimulus, in their order
   * @throws IllegalArgumentException if a network is not in the group, or does not take its
   *     stimulus
   */
  List<Decision> classify(List<Network> networks, List<? extends Stimulus> batch);

  /** Gives back all that this object holds. */
  @Override
  void close();
}
