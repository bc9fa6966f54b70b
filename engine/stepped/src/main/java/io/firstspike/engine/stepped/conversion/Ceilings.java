package io.firstspike.engine.stepped.conversion;

import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Rectifier;
import io.firstspike.engine.stepped.layer.Signal;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The activation of each layer of rectifiers that a neuron which fires in every time step stands
 * for. Larger ones are cut off.
 *
 * @param byNode by the name of the rectifier's node, above 0
 */
@API(status = Status.MAINTAINED)
public record Ceilings(Map<String, Float> byNode) {

  public Ceilings {
    byNode = Collections.unmodifiableMap(new LinkedHashMap<>(byNode));
  }

  /**
   * Measures a percentile of each layer's activations above 0 (Rueckauer et al. 2017, parameter
   * normalization: the 99.9th).
   *
   * @param network a network of rectifiers
   * @param count number of pictures, at least 1
   * @param pictures the picture of an index, as a raster of one time step
   * @param percent above 0, at most 100
   * @throws GraphException if a layer is never active
   */
  public static Ceilings measured(
      Plan network, int count, IntFunction<Raster> pictures, double percent) {
    Map<Integer, ActivationHistogram> histograms = new LinkedHashMap<>();
    for (int node = 0; node < network.nodes().size(); node++) {
      if (network.nodes().get(node).node() instanceof Rectifier) {
        histograms.put(node, new ActivationHistogram());
      }
    }
    Simulation simulation = new Simulation(network);
    for (int picture = 0; picture < count; picture++) {
      pictures.apply(picture).write(0, simulation.input());
      simulation.step();
      histograms.forEach((node, histogram) -> count(simulation.output(node), histogram));
    }
    Map<String, Float> ceilings = new LinkedHashMap<>();
    histograms.forEach(
        (node, histogram) ->
            ceilings.put(
                network.nodes().get(node).name(),
                ceiling(network.nodes().get(node), histogram.percentile(percent), count)));
    return new Ceilings(ceilings);
  }

  private static void count(Signal activations, ActivationHistogram histogram) {
    for (int i = 0; i < activations.size(); i++) {
      histogram.add(activations.value(i));
    }
  }

  private static float ceiling(PlannedNode node, float ceiling, int count) {
    if (ceiling > 0) {
      return ceiling;
    }
    throw GraphException.of(
        node.name(),
        node.node().type(),
        "none of its activations is above 0 on "
            + count
            + " pictures: show it pictures of the kind that it was trained on, in the range of"
            + " numbers that it was trained on");
  }
}
