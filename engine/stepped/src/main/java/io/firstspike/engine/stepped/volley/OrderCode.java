package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.network.SteppedDecider;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Code of an order of neurons, as decisions are made by it: the one that decides fires in the first
 * time step, the next one in the second, and so on, as far as there are time steps. Models of
 * earlier programs tell places apart by levels: of n neurons, the one that decides has n levels
 * that fire, the next one n - 1, all in the last time step. Neurons that did not fire, where that
 * is read, do not fire here either.
 */
final class OrderCode implements VolleyCode {

  private final SteppedDecider decider;
  private final boolean firing;
  private final int steps;
  private final boolean byLevels;

  /**
   * @param steps time steps of the volleys
   */
  OrderCode(NodeReading reading, int steps) {
    this.decider = reading.readOut().decider(reading.simulation(), reading.node());
    this.firing = reading.readOut() == ReadOut.FIRST;
    this.steps = steps;
    this.byLevels = reading.levels() == 0;
  }

  @Override
  public Volley of(Raster stimulus, VolleyBuffer buffer) {
    SteppedDecision decision = decider.decide(stimulus);
    int[] order = order(decision);
    int size = decision.scores().length;
    byte[] latencies = new byte[byLevels ? size * size : size];
    Arrays.fill(latencies, (byte) steps);
    for (int place = 0; place < order.length; place++) {
      if (byLevels) {
        for (int level = 0; level < size - place; level++) {
          latencies[level * size + order[place]] = (byte) (steps - 1);
        }
      } else if (place < steps) {
        latencies[order[place]] = (byte) place;
      }
    }
    return buffer.fill(steps, latencies);
  }

  /** The neurons that have a place, from the first on. */
  private int[] order(SteppedDecision decision) {
    float[] scores = decision.scores();
    return IntStream.range(0, scores.length)
        .filter(neuron -> decision.label() >= 0 && (!firing || scores[neuron] > 0))
        .boxed()
        .sorted(
            Comparator.comparing((Integer neuron) -> neuron != decision.label())
                .thenComparing(neuron -> -scores[neuron]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
