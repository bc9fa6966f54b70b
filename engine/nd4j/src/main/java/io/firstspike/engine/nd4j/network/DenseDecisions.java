package io.firstspike.engine.nd4j.network;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.layer.DenseWinners;
import io.firstspike.engine.nd4j.layer.OrderedPotentials;
import io.firstspike.engine.nd4j.layer.Potentials;
import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Decisions of a batch: the neuron with the highest potential decides, or, with a threshold, the
 * first to fire, where spike times are what is learned, finer than time steps.
 */
@API(status = Status.INTERNAL)
public final class DenseDecisions {

  private static final float NONE = -Float.MAX_VALUE;

  private final DecisionSpec spec;
  private final DenseWeights weights;
  private final Shape shape;

  /** Decisions with {@code weights}, of which it sees later changes. */
  public DenseDecisions(DecisionSpec spec, DenseWeights weights) {
    this.spec = spec;
    this.weights = weights;
    this.shape = weights.layout().output();
  }

  /**
   * The potentials that decide where there is no threshold, (N, maps, locations): those after the
   * last time step, or the means over all.
   */
  public INDArray potentials(List<? extends Spikes> evidence) {
    try (Potentials potentials = new OrderedPotentials(weights, evidence)) {
      if (!spec.latencies()) {
        return potentials.arranged(potentials.last()).dup('c');
      }
      int steps = evidence.get(0).steps();
      INDArray mean = null;
      for (int t = 0; t < steps; t++) {
        INDArray share = potentials.next().div(steps);
        mean = mean == null ? share : mean.addi(share);
      }
      return potentials.arranged(mean).dup('c');
    }
  }

  /** The decisions on evidence. */
  public List<Decision> decide(List<? extends Spikes> evidence) {
    return decide(evidence, null);
  }

  /**
   * The decisions while some neurons are silenced.
   *
   * @param silent by map; null = none is
   */
  public List<Decision> decide(List<? extends Spikes> evidence, boolean[] silent) {
    if (spec.threshold() == null) {
      return byPotential(evidence, potentials(evidence), silent);
    }
    return spec.rule() instanceof S2StdpSpec
        ? evidence.stream().map(this::byTime).toList()
        : evidence.stream().map(one -> byOrder(one, silent)).toList();
  }

  /**
   * The decisions by potential.
   *
   * @param potentials those of {@link #potentials}
   */
  public List<Decision> byPotential(
      List<? extends Spikes> evidence, INDArray potentials, boolean[] silent) {
    INDArray taken = potentials.get(NDArrayIndex.all(), NDArrayIndex.interval(0, spec.takenMaps()));
    INDArray strongest = taken.max(2);
    INDArray locations = taken.argMax(2);
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < evidence.size(); i++) {
      INDArray maps = strongest.slice(i).dup();
      exclude(maps, silent);
      int last = evidence.get(i).steps() - 1;
      decisions.add(
          evidence.get(i).count() == 0
              ? Decision.SILENT
              : decision(maps, locations.slice(i), last));
    }
    return decisions;
  }

  private static void exclude(INDArray maps, boolean[] silent) {
    for (int map = 0; silent != null && map < maps.length(); map++) {
      if (silent[map]) {
        maps.putScalar(map, NONE);
      }
    }
  }

  /**
   * The decision of the map with the highest number.
   *
   * @param maps the number of each map; overwritten
   */
  private Decision decision(INDArray maps, INDArray locations, int step) {
    // Where synapses inhibit too, the highest potential may be a negative one.
    float floor = spec.rule().inhibits() ? NONE : 0;
    int winner = maps.argMax(0).getInt(0);
    float potential = maps.getFloat(winner);
    if (!(potential > floor)) {
      return Decision.SILENT;
    }
    int location = locations.getInt(winner);
    int label = winner / spec.neuronsPerLabel();
    maps.get(
            NDArrayIndex.interval(
                label * spec.neuronsPerLabel(), (label + 1) * spec.neuronsPerLabel()))
        .assign(NONE);
    int other = maps.argMax(0).getInt(0);
    float otherPotential = maps.getFloat(other);
    boolean alone = !(otherPotential > floor);
    return new Decision(
        Optional.of(
            new Winner(
                winner, location / shape.width(), location % shape.width(), step, potential)),
        label,
        alone ? -1 : other / spec.neuronsPerLabel(),
        alone ? 0 : otherPotential);
  }

  /** The first neuron to fire decides, of those in the same time step the strongest. */
  private Decision byOrder(Spikes evidence, boolean[] silent) {
    boolean[] silenced = new boolean[spec.maps()];
    Arrays.fill(silenced, spec.takenMaps(), silenced.length, true);
    for (int map = 0; silent != null && map < spec.takenMaps(); map++) {
      silenced[map] = silent[map];
    }
    // One more winner than a label has neurons: the last of them is sure to be of another label.
    List<Winner> fired;
    try (Potentials potentials = new OrderedPotentials(weights, List.of(evidence))) {
      fired =
          DenseWinners.search(
              potentials,
              shape,
              evidence.steps(),
              spec.threshold(),
              spec.neuronsPerLabel() + 1,
              0,
              silenced);
    }
    if (fired.isEmpty()) {
      return Decision.SILENT;
    }
    Winner first = fired.get(0);
    int label = first.map() / spec.neuronsPerLabel();
    Optional<Winner> other =
        fired.stream().filter(one -> one.map() / spec.neuronsPerLabel() != label).findFirst();
    return new Decision(
        Optional.of(first),
        label,
        other.map(one -> one.map() / spec.neuronsPerLabel()).orElse(-1),
        other.map(Winner::potential).orElse(0f));
  }

  /** The first neuron to fire decides, also within a time step; of equals the strongest. */
  private Decision byTime(Spikes evidence) {
    float[] thresholds = new float[spec.maps()];
    Arrays.fill(thresholds, spec.threshold());
    SpikeTimes fired = spikeTimes(evidence, thresholds);
    int winner = fired.first(0, spec.takenMaps(), -1, spec.neuronsPerLabel());
    if (!fired.fires(winner)) {
      return Decision.SILENT;
    }
    int label = winner / spec.neuronsPerLabel();
    int other = fired.first(0, spec.takenMaps(), label, spec.neuronsPerLabel());
    boolean alone = other < 0 || !fired.fires(other);
    return new Decision(
        Optional.of(
            new Winner(winner, 0, 0, (int) fired.times()[winner], fired.potentials()[winner])),
        label,
        alone ? -1 : other / spec.neuronsPerLabel(),
        alone ? 0 : fired.potentials()[other]);
  }

  /**
   * The spike time of each neuron: where the potential goes from u to v over the threshold h in
   * step t, it is {@code t + (h - u) / (v - u)}.
   *
   * @param thresholds one for each neuron, above 0
   */
  public SpikeTimes spikeTimes(Spikes evidence, float[] thresholds) {
    int steps = evidence.steps();
    INDArray limit = Nd4j.createFromArray(thresholds).reshape(1, thresholds.length);
    INDArray times = Nd4j.valueArrayOf(limit.shape(), (float) steps, DataType.FLOAT);
    INDArray silent = Nd4j.ones(DataType.FLOAT, limit.shape());
    INDArray before = Nd4j.zeros(DataType.FLOAT, limit.shape());
    try (Potentials potentials = new OrderedPotentials(weights, List.of(evidence))) {
      INDArray now = before;
      for (int t = 0; t < steps; t++) {
        now = potentials.next();
        INDArray fires = Masks.above(now.sub(limit), 0).muli(silent);
        if (fires.maxNumber().floatValue() > 0) {
          INDArray rise = Masks.choose(fires, now.sub(before), 1);
          times.assign(Masks.choose(fires, limit.sub(before).divi(rise).addi(t), times));
          silent.subi(fires);
        }
        before = now.dup();
      }
      return new SpikeTimes(times.toFloatVector(), now.toFloatVector(), steps);
    }
  }
}
