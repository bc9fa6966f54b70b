package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.learning.Dropout;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.nd4j.layer.DenseInhibition;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.layer.DenseWinners;
import io.firstspike.engine.nd4j.layer.OrderedPotentials;
import io.firstspike.engine.nd4j.layer.Potentials;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.StdpSpec;
import io.firstspike.engine.spike.Volley;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Learning of a feature layer: the winners of each frame learn by STDP. */
@API(status = Status.INTERNAL)
public final class DenseFeatureLearning {

  private final int layer;
  private final FeatureSpec spec;
  private final DenseWeights weights;
  private final Stdp[] rules;

  public DenseFeatureLearning(int layer, FeatureSpec spec, DenseWeights weights) {
    this.layer = layer;
    this.spec = spec;
    this.weights = weights;
    this.rules = new Stdp[spec.maps()];
  }

  DenseWeights weights() {
    return weights;
  }

  /**
   * Learns from one frame.
   *
   * @param presynaptic the output of the layers below
   * @param course progress with this frame counted
   */
  public void learn(Volley presynaptic, ProgressTracker course) {
    StdpSpec stdp = spec.stdp();
    stdp.rules(course.frames(), rules);
    Volley seen = spec.inhibitInput() ? inhibited(presynaptic) : presynaptic;
    for (Winner winner : winners(seen, course)) {
      INDArray row = weights.row(winner.map());
      row.assign(
          DenseStdp.learned(
              row, Fields.inTime(weights.layout(), seen, winner), rules[winner.map()]));
    }
    if (course.frames() == 1) {
      for (int map = 0; map < rules.length; map++) {
        INDArray row = weights.row(map);
        row.assign(DenseStdp.clamped(row, rules[map]));
      }
    }
  }

  private List<Winner> winners(Volley seen, ProgressTracker course) {
    StdpSpec stdp = spec.stdp();
    try (Potentials potentials = new OrderedPotentials(weights, List.of(seen))) {
      return DenseWinners.search(
          potentials,
          weights.layout().output(),
          seen.steps(),
          spec.threshold(),
          stdp.winners(),
          stdp.inhibitionRadius(),
          stdp.dropout() == null
              ? null
              : Dropout.silent(
                  stdp.dropout(), spec.maps(), course.seed(), layer, course.frames() - 1));
    }
  }

  /** Of the inputs at each location the first; where there are no potentials, all are equal. */
  public static Volley inhibited(Volley input) {
    INDArray latencies = Tensors.latencies(List.of(input));
    INDArray inhibited =
        DenseInhibition.pointwise(latencies, latencies.ulike().assign(1), input.steps());
    return Tensors.volleys(inhibited, input.steps()).get(0);
  }
}
