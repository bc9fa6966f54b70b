package io.firstspike.engine.network;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Volley;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Counts the synaptic operations of one layer: for each spike of its input, the synapses that the
 * spike reaches. Immutable.
 */
@API(status = Status.MAINTAINED)
public final class SynapticOperations {

  /** The number of neurons that a spike reaches, by its location in the input. */
  private final int[] reached;

  /** The number that each spike reaches, wherever it is; -1 if that depends on its location. */
  private final int everywhere;

  /** Makes the counter of a layer. */
  public SynapticOperations(Convolution layer) {
    int width = layer.input().width();
    reached = new int[layer.input().locations()];
    boolean same = true;
    for (int location = 0; location < reached.length; location++) {
      reached[location] = layer.reaches(location / width, location % width) * layer.output().maps();
      same &= reached[location] == reached[0];
    }
    everywhere = same ? reached[0] : -1;
  }

  /** The operations that {@code input}, a volley of the layer's input, takes. */
  public long of(Volley input) {
    if (everywhere >= 0) {
      return (long) input.count() * everywhere;
    }
    long sum = 0;
    for (int i = 0; i < input.count(); i++) {
      sum += reached[input.spike(i) % reached.length];
    }
    return sum;
  }
}
