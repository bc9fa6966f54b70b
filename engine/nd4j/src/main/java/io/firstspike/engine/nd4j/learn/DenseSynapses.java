package io.firstspike.engine.nd4j.learn;

import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.learning.RetiredLabel;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The weights of a decision layer, as learning rules change them, with the tables that accompany
 * them: the sums of which averages are made, the squared errors of adaptive steps, and the amounts
 * by which thresholds are raised.
 */
final class DenseSynapses {

  private final DenseWeights weights;
  private final Optional<DenseWeights> lag;
  private final Optional<DenseWeights> squares;
  private final Optional<DenseWeights> raises;

  DenseSynapses(Weights network) {
    this.weights = new DenseWeights(network.decisions());
    this.lag = network.beside(Kind.AVERAGE).map(DenseWeights::new);
    this.squares = network.beside(Kind.ERRORS).map(DenseWeights::new);
    this.raises = network.beside(Kind.THRESHOLDS).map(DenseWeights::new);
  }

  DenseWeights weights() {
    return weights;
  }

  /** Writes all tables into those of a network of the same spec. */
  void writeTo(Weights network) {
    weights.writeTo(network.decisions());
    write(lag, network.beside(Kind.AVERAGE));
    write(squares, network.beside(Kind.ERRORS));
    write(raises, network.beside(Kind.THRESHOLDS));
  }

  private static void write(Optional<DenseWeights> table, Optional<LayerWeights> target) {
    table.ifPresent(tensor -> tensor.writeTo(target.orElseThrow()));
  }

  /**
   * Changes the weights of a map by STDP.
   *
   * @param inTime for each tap, 1 if its input fired no later than the neuron, else 0
   * @param labels number of labels that the layer has learned from before
   */
  void learn(int map, INDArray inTime, Stdp rule, long labels) {
    replace(map, DenseStdp.learned(weights.row(map), inTime, rule), labels);
  }

  /**
   * Changes the weights of a neuron that is connected to the whole input by STDP, unless its label
   * is retired. Without depression only the synapses of inputs that fired in time change.
   *
   * @param step time step in which the neuron fired
   */
  void learnWhole(int map, int step, Stdp rule, Spikes evidence, long labels) {
    if (retired(map)) {
      return;
    }
    INDArray inTime = Fields.firedBy(evidence, step);
    INDArray row = weights.row(map);
    INDArray learned = DenseStdp.learned(row, inTime, rule);
    replace(map, rule.depression() == 0 ? Masks.choose(inTime, learned, row) : learned, labels);
  }

  /** Clamps the weights of a map to the bounds of {@code rule}, unless its label is retired. */
  void clamp(int map, Stdp rule, long labels) {
    if (!retired(map)) {
      replace(map, DenseStdp.clamped(weights.row(map), rule), labels);
    }
  }

  private boolean retired(int map) {
    return RetiredLabel.marks(weights.row(map).getFloat(0));
  }

  private void replace(int map, INDArray learned, long labels) {
    INDArray row = weights.row(map);
    lag.ifPresent(sums -> sums.row(map).addi(learned.sub(row).muli((float) labels)));
    row.assign(learned);
  }

  /**
   * Adds to the weights of inputs that fire in a time step.
   *
   * @param changes one for each map
   */
  void add(Spikes evidence, int step, float[] changes, long labels) {
    INDArray change = outer(Fields.firesIn(evidence, step), changes);
    weights.byTap().addi(change);
    lag.ifPresent(sums -> sums.byTap().addi(change.muli((float) labels)));
  }

  /**
   * Changes the weights of inputs that fire in a time step by errors, with steps that fall with the
   * past errors of each synapse: {@code rate * error / sqrt(1 + sum of their squares)}.
   *
   * @param errors one for each map
   */
  void adapt(Spikes evidence, int step, float[] errors, float rate, long labels) {
    INDArray fires = Fields.firesIn(evidence, step);
    INDArray error = outer(fires, errors);
    noteAll(error, fires, -labels);
    INDArray sums = squares.orElseThrow().byTap();
    sums.addi(error.mul(error));
    weights.byTap().addi(error.muli(rate).divi(Transforms.sqrt(sums.add(1), false)));
    noteAll(error, fires, labels);
  }

  /** Notes the present weights of inputs that fire as if they were changes from 0. */
  private void noteAll(INDArray like, INDArray fires, long labels) {
    lag.ifPresent(
        sums -> {
          float[] ones = new float[(int) like.size(1)];
          Arrays.fill(ones, 1);
          sums.byTap().addi(weights.byTap().mul((float) labels).muli(outer(fires, ones)));
        });
  }

  /** Products of each number of one with each of the other, (taps, maps). */
  private static INDArray outer(INDArray taps, float[] maps) {
    INDArray products = Nd4j.create(DataType.FLOAT, taps.length(), maps.length);
    Nd4j.createFromArray(maps)
        .reshape(maps.length, 1)
        .mmuli(taps.reshape(1, taps.length()), products.transpose());
    return products;
  }

  /** The amount by which the threshold of each decision neuron is raised, {@code [map]}. */
  float[] raises() {
    return raises
        .map(table -> table.byTap().dup('c').reshape(weights.maps()).toFloatVector())
        .orElse(new float[weights.maps()]);
  }

  /** Sets the amount by which the threshold of a decision neuron is raised. */
  void setRaise(int map, float raise) {
    raises.orElseThrow().byTap().putScalar(0, map, raise);
  }
}
