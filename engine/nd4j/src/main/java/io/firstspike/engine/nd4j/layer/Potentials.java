package io.firstspike.engine.nd4j.layer;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Potentials of a layer's neurons for a batch of inputs, one time step after the other. What is
 * computed from them element by element keeps their order in memory, which {@link #arranged} knows.
 */
@API(status = Status.INTERNAL)
public interface Potentials extends AutoCloseable {

  /**
   * The potentials after the next time step, in an order of this object's own; valid until the next
   * call.
   */
  INDArray next();

  /** The potentials after the last time step, if no step has been asked for yet. */
  INDArray last();

  /**
   * A tensor in the order of the potentials, as (N, maps, locations); a view.
   *
   * @param likePotentials as large as what {@link #next} returns, and ordered like it
   */
  INDArray arranged(INDArray likePotentials);

  @Override
  void close();
}
