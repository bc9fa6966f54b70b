package io.firstspike.engine.spike;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The spikes of a layer for one stimulus, as layers and rules read them: a list that is sorted by
 * time step, and within a time step by the flat index of the neuron ({@link Shape}). {@link Volley}
 * holds them for good, {@link VolleyBuffer} until it is filled again.
 */
@API(status = Status.MAINTAINED)
public interface Spikes {

  /** The shape of the layer. */
  Shape shape();

  /** The number of time steps. */
  int steps();

  /** The number of spikes. */
  int count();

  /** The flat index of the neuron of the {@code i}-th spike, counted from 0. */
  int spike(int i);

  /** The index of the first spike of time step {@code step}: the number of spikes before it. */
  int start(int step);

  /**
   * The index after the last spike of time step {@code step}: the number of spikes up to its end.
   */
  int end(int step);

  /**
   * Writes the latency of each neuron, map-major: the time step of its spike, or {@link #steps()}
   * for a silent neuron.
   *
   * @param latencies at least {@code shape().size()} entries
   */
  void writeLatencies(byte[] latencies);

  /** A copy that never changes. */
  Volley copy();
}
