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
 * Code of an order of neurons, as decisions are made by it: of n neurons, the one that decides has
 * n levels that fire, the next one n - 1, and so on; neurons that did not fire, where that is read,
 * have none. All fire in the last time step.
 */
final class OrderCode implements VolleyCode {

  private final SteppedDecider decider;
  private final boolean firing;
  private final int steps;

  /**
   * @param steps time steps of the volleys
   */
  OrderCode(NodeReading reading, int steps) {
    this.decider = reading.readOut().decider(reading.simulation(), reading.node());
    this.firing = reading.readOut() == ReadOut.FIRST;
    this.steps = steps;
  }

  @Override
  public Volley of(Raster stimulus, VolleyBuffer buffer) {
    SteppedDecision decision = decider.decide(stimulus);
    float[] scores = decision.scores();
    int size = scores.length;
    byte[] latencies = new byte[size * size];
    Arrays.fill(latencies, (byte) steps);
    int[] order =
        IntStream.range(0, size)
            .filter(neuron -> decision.label() >= 0 && (!firing || scores[neuron] > 0))
            .boxed()
            .sorted(
                Comparator.comparing((Integer neuron) -> neuron != decision.label())
                    .thenComparing(neuron -> -scores[neuron]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int place = 0; place < order.length; place++) {
      for (int level = 0; level < size - place; level++) {
        latencies[level * size + order[place]] = (byte) (steps - 1);
      }
    }
    return buffer.fill(steps, latencies);
  }
}
