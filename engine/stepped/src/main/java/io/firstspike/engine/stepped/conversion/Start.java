package io.firstspike.engine.stepped.conversion;

import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** The potential with which neurons of a threshold of 1 begin. */
@API(status = Status.MAINTAINED)
public enum Start {
  /** 0: the number of spikes is rounded down. */
  ZERO("zero", 1),
  /** Half the threshold: the number of spikes is rounded to the nearest (Bu et al. 2022). */
  HALF("half", 0.5f);

  private final String word;
  private final float threshold;

  Start(String word, float threshold) {
    this.word = word;
    this.threshold = threshold;
  }

  /**
   * Neurons without a leak whose reset subtracts 1. Potentials of an engine begin at 0, so those
   * that begin at half the threshold lie lower by as much, with their threshold and reset.
   */
  Neurons neurons(List<Integer> dimensions, float r) {
    return new Neurons(
        Tensor.filled(dimensions, r),
        null,
        null,
        new Neurons.Firing(
            Tensor.filled(dimensions, threshold),
            Tensor.filled(dimensions, threshold - 1),
            Neurons.Reset.SUBTRACT));
  }

  @Override
  public String toString() {
    return word;
  }
}
