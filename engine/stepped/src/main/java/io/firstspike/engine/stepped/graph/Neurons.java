package io.firstspike.engine.stepped.graph;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A layer of neurons. {@code x} is the input, {@code v} the potential, {@code i} the synaptic
 * current; {@code v} and {@code i} begin at 0. Where there is a threshold a neuron fires in each
 * time step in which {@code v > threshold}, and {@code v} is reset; the output is 1 where it fires,
 * else 0. Without a threshold the output is {@code v}.
 *
 * <pre>
 *               no leak            leaky                            with a synaptic current
 * equation      dv/dt = r x        tau dv/dt = leak - v + r x       tauSyn di/dt = weight x - i
 *                                                                   tau dv/dt = leak - v + r i
 * no threshold  I                  LI                               CubaLI
 * threshold     IF                 LIF                              CubaLIF
 * </pre>
 *
 * All parameters have the dimensions of the layer.
 *
 * @param r resistance
 * @param leak how the potential leaks; null: it does not
 * @param synapse the synaptic current; null: the input is the current
 * @param firing when they fire; null: they do not
 */
@API(status = Status.MAINTAINED)
public record Neurons(Tensor r, Leak leak, Synapse synapse, Firing firing) implements Node {

  /**
   * Leak of the potential.
   *
   * @param tau time constant in seconds, above 0
   * @param potential the potential that it leaks to
   */
  public record Leak(Tensor tau, Tensor potential) {}

  /**
   * Synaptic current.
   *
   * @param tau time constant in seconds, above 0
   * @param weight factor of the input
   */
  public record Synapse(Tensor tau, Tensor weight) {}

  /**
   * Firing and reset.
   *
   * @param threshold the potential above which a neuron fires
   * @param reset the potential after that; null: the threshold is subtracted from it
   */
  public record Firing(Tensor threshold, Tensor reset) {}

  public Neurons {
    if (synapse != null && leak == null) {
      throw new IllegalArgumentException("neurons with a synaptic current leak");
    }
    requireAlike(r.dimensions(), leak, synapse, firing);
  }

  private static void requireAlike(
      List<Integer> dimensions, Leak leak, Synapse synapse, Firing firing) {
    if (leak != null) {
      requireAlike(dimensions, leak.tau());
      requireAlike(dimensions, leak.potential());
    }
    if (synapse != null) {
      requireAlike(dimensions, synapse.tau());
      requireAlike(dimensions, synapse.weight());
    }
    if (firing != null) {
      requireAlike(dimensions, firing.threshold());
      if (firing.reset() != null) {
        requireAlike(dimensions, firing.reset());
      }
    }
  }

  private static void requireAlike(List<Integer> dimensions, Tensor parameter) {
    if (!parameter.dimensions().equals(dimensions)) {
      throw new IllegalArgumentException(
          "its parameters have different dimensions, "
              + dimensions
              + " and "
              + parameter.dimensions());
    }
  }

  /** Neurons that integrate and fire without a leak (IF). */
  public static Neurons integrateAndFire(Tensor r, Tensor threshold, Tensor reset) {
    return new Neurons(r, null, null, new Firing(threshold, reset));
  }

  /** Whether the threshold is subtracted from the potential of a neuron that fires. */
  public boolean subtracts() {
    return firing != null && firing.reset() == null;
  }

  public List<Integer> dimensions() {
    return r.dimensions();
  }

  @Override
  public String type() {
    String leaky = synapse != null ? "CubaL" : leak != null ? "L" : "";
    return leaky + (firing == null ? "I" : "IF");
  }
}
