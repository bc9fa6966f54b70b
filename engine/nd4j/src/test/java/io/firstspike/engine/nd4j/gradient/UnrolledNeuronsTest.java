package io.firstspike.engine.nd4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.stepped.training.LayerSpec;
import io.firstspike.engine.stepped.training.Surrogate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares gradients of neurons with finite differences, and with those worked out by hand. */
class UnrolledNeuronsTest {

  private static final int STEPS = 5;
  private static final int NEURONS = 40;
  private static final double SLOPE = 0.8;
  private static final double DELTA = 1e-6;

  static Stream<Arguments> kinds() {
    List<Arguments> kinds = new ArrayList<>();
    for (Surrogate surrogate : Surrogate.values()) {
      for (LayerSpec.Reset reset : LayerSpec.Reset.values()) {
        for (Double tau : Arrays.asList(null, 2.0, 3.0)) {
          for (boolean detach : new boolean[] {true, false}) {
            kinds.add(Arguments.of(surrogate, reset, tau, detach));
          }
        }
      }
    }
    return kinds.stream();
  }

  /** With smooth steps in the place of spikes, gradients are those of the function itself. */
  @ParameterizedTest
  @MethodSource("kinds")
  void gradientsOfSmoothStepsAreFiniteDifferences(
      Surrogate surrogate, LayerSpec.Reset reset, Double tau, boolean detach) {
    LayerSpec.Neurons spec = new LayerSpec.Neurons(tau, 0.9, reset);
    ReferenceNeuron reference = new ReferenceNeuron(spec, surrogate, SLOPE);
    double[][] inputs = inputs();
    double[] factors = factors();
    double[][] gradients = gradients(spec, surrogate, detach, true, inputs, factors);
    for (int n = 0; n < NEURONS; n++) {
      double[] frozen = detach ? reference.smooth(inputs[n], null) : null;
      for (int t = 0; t < STEPS; t++) {
        double[] more = inputs[n].clone();
        double[] less = inputs[n].clone();
        more[t] += DELTA;
        less[t] -= DELTA;
        double expected =
            (sum(reference.smooth(more, frozen), factors)
                    - sum(reference.smooth(less, frozen), factors))
                / (2 * DELTA);
        assertThat(gradients[n][t]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gradientsOfSpikesAreThoseWorkedOutBackwards(
      Surrogate surrogate, LayerSpec.Reset reset, Double tau, boolean detach) {
    LayerSpec.Neurons spec = new LayerSpec.Neurons(tau, 0.9, reset);
    ReferenceNeuron reference = new ReferenceNeuron(spec, surrogate, SLOPE);
    double[][] inputs = inputs();
    double[] factors = factors();
    double[][] gradients = gradients(spec, surrogate, detach, false, inputs, factors);
    double fired = 0;
    for (int n = 0; n < NEURONS; n++) {
      assertThat(gradients[n])
          .containsExactly(reference.gradients(inputs[n], factors, detach), within(1e-6));
      fired += Arrays.stream(reference.spikes(inputs[n])).sum();
    }
    assertThat(fired).isBetween(NEURONS * STEPS * 0.1, NEURONS * STEPS * 0.9);
  }

  @Test
  void whatNeuronsGiveIsZeroOrOneToTheBit() {
    for (Surrogate surrogate : Surrogate.values()) {
      SameDiff graph = SameDiff.create();
      INDArray u = Nd4j.linspace(-3, 3, 100_001).castTo(DataType.FLOAT);
      SDVariable fired = new SmoothStep(surrogate, SLOPE, false).fire(graph.var("u", u));
      float[] given = fired.eval().toFloatVector();
      for (int i = 0; i < given.length; i++) {
        assertThat(given[i]).isEqualTo(u.getFloat(i) > 0 ? 1f : 0f);
      }
    }
  }

  private static double[][] inputs() {
    Random random = new Random(4);
    double[][] inputs = new double[NEURONS][STEPS];
    for (double[] row : inputs) {
      for (int t = 0; t < STEPS; t++) {
        row[t] = 0.5 + random.nextGaussian() * 0.7;
      }
    }
    return inputs;
  }

  private static double[] factors() {
    return new Random(5).doubles(STEPS, -1, 1).toArray();
  }

  private static double sum(double[] values, double[] factors) {
    double sum = 0;
    for (int t = 0; t < values.length; t++) {
      sum += values[t] * factors[t];
    }
    return sum;
  }

  private static double[][] gradients(
      LayerSpec.Neurons spec,
      Surrogate surrogate,
      boolean detach,
      boolean smooth,
      double[][] inputs,
      double[] factors) {
    SameDiff graph = SameDiff.create();
    UnrolledNeurons neurons =
        new UnrolledNeurons(spec, new SmoothStep(surrogate, SLOPE, smooth), detach);
    List<SDVariable> currents = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      double[] column = new double[NEURONS];
      for (int n = 0; n < NEURONS; n++) {
        column[n] = inputs[n][t];
      }
      names.add("x" + t);
      currents.add(neurons.current(graph.var("x" + t, Nd4j.createFromArray(column))));
    }
    List<SDVariable> spikes = neurons.spikes(currents);
    SDVariable loss = spikes.get(0).mul(factors[0]);
    for (int t = 1; t < STEPS; t++) {
      loss = loss.add(spikes.get(t).mul(factors[t]));
    }
    loss.sum().rename("loss");
    graph.setLossVariables("loss");
    Map<String, INDArray> found = graph.calculateGradients(Map.of(), names);
    double[][] gradients = new double[NEURONS][STEPS];
    for (int t = 0; t < STEPS; t++) {
      for (int n = 0; n < NEURONS; n++) {
        gradients[n][t] = found.get("x" + t).getDouble(n);
      }
    }
    return gradients;
  }
}
