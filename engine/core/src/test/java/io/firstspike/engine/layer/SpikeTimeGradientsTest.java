package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpikeTimeGradientsTest {

  private static final int STEPS = 10;

  private static LayerWeights layer(float[][] rows) {
    return RandomLayers.layer(new Shape(rows[0].length, 1, 1), rows, Window.whole(1, 1));
  }

  private static SpikeTimeGradients gradients(float[][] hidden, float[][] decision) {
    WeightLoops loops = InnerLoops.fastest().weights();
    return new SpikeTimeGradients(
        layer(decision),
        1,
        hidden == null ? null : new HiddenNeurons(layer(hidden), 1, loops),
        decision.length,
        loops);
  }

  private static Volley volley(int... latencies) {
    byte[] bytes = new byte[latencies.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) latencies[i];
    }
    return Volley.ofLatencies(new Shape(bytes.length, 1, 1), STEPS, bytes);
  }

  /**
   * Inputs fire in steps 0, 2 and 5. Hidden neuron 0 fires in step 2 (0.75 + 0.5 &gt; 1), 1 in step
   * 5, 2 never. Decision neuron 0 needs both and fires in step 5, neuron 1 fires in step 2. The
   * right one is 0: its target is 2, that of 1 is 2 + 3 = 5; errors -0.3 and 0.3. Hidden neuron 0
   * came in time for both: -0.3 x 0.75 + 0.3 x 2 = 0.375. Hidden neuron 1 came in time for neuron 0
   * alone: -0.3 x 0.5 = -0.15, and its weight of 4 to neuron 1 has no part in it.
   */
  @Test
  void gradientsOfASmallNetworkAreThoseWorkedOutByHand() {
    SpikeTimeGradients gradients =
        gradients(
            new float[][] {{0.75f, 0.5f, 0}, {0.25f, 0.25f, 1}, {0.25f, 0.25f, 0.25f}},
            new float[][] {{0.75f, 0.5f, 9}, {2, 4, 9}});

    assertThat(gradients.compute(volley(0, 2, 5), 0, 3)).isTrue();

    assertThat(gradients.hiddenTimes()).containsExactly(2, 5, STEPS);
    assertThat(gradients.decisionTimes()).containsExactly(5, 2);
    assertThat(gradients.decisionGradients()).containsExactly(-0.3f, 0.3f);
    assertThat(gradients.hiddenGradients()).containsExactly(0.375f, -0.15f, 0);
  }

  @Test
  void whereNothingIsToBeLearnedAllGradientsAreZero() {
    SpikeTimeGradients gradients =
        gradients(new float[][] {{2, 0}, {0, 2}}, new float[][] {{2, 0}, {0, 2}});

    assertThat(gradients.compute(volley(0, 5), 0, 3)).isFalse();

    assertThat(gradients.decisionGradients()).containsOnly(0);
    assertThat(gradients.hiddenGradients()).containsOnly(0);
  }

  @Test
  void withoutHiddenNeuronsTheDecisionSeesTheEvidence() {
    SpikeTimeGradients gradients = gradients(null, new float[][] {{2, 0}, {0, 2}});
    Volley evidence = volley(0, 5);

    assertThat(gradients.compute(evidence, 1, 3)).isTrue();

    assertThat(gradients.seen()).isSameAs(evidence);
    assertThat(gradients.decisionGradients()).containsExactly(0.3f, -0.5f);
    assertThat(gradients.hiddenGradients()).isEmpty();
  }

  /**
   * The relaxed network is the linear one that the rule takes for the network near its weights:
   *
   * <pre>
   * time = time now - sum over inputs in time of (change of (weight x (1 - delay of the input)))
   * </pre>
   *
   * The gradients of its loss, the sum of (target - time)^2 / (2 steps^2), by all weights are
   * compared with finite differences.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void gradientsByAllWeightsAreFiniteDifferencesOfTheRelaxedNetwork(long seed) {
    Random random = new Random(seed);
    float[][] hidden = RandomLayers.rows(12, 20, random);
    float[][] decision = RandomLayers.rows(4, 12, random);
    Volley evidence = RandomLayers.volley(new Shape(20, 1, 1), STEPS, 0.7, random);
    SpikeTimeGradients gradients = gradients(hidden, decision);
    int label = 0;
    int gap = 3;
    assertThat(gradients.compute(evidence, label, gap)).isTrue();
    Relaxed relaxed = new Relaxed(hidden, decision, evidence, gradients);

    for (int map = 0; map < decision.length; map++) {
      for (int tap = 0; tap < 12; tap++) {
        double expected =
            gradients.hiddenTimes()[tap] < STEPS
                    && gradients.hiddenTimes()[tap] <= gradients.decisionTimes()[map]
                ? gradients.decisionGradients()[map]
                : 0;
        assertThat(relaxed.slope(decision[map], tap) * STEPS).isCloseTo(expected, within(1e-5));
      }
    }
    byte[] inputs = evidence.latencies();
    for (int neuron = 0; neuron < hidden.length; neuron++) {
      for (int tap = 0; tap < 20; tap++) {
        double expected =
            inputs[tap] < STEPS && inputs[tap] <= gradients.hiddenTimes()[neuron]
                ? gradients.hiddenGradients()[neuron]
                : 0;
        assertThat(relaxed.slope(hidden[neuron], tap) * STEPS).isCloseTo(expected, within(1e-5));
      }
    }
  }

  /** The linear network, whose rows of weights are changed in place. */
  private static final class Relaxed {

    private static final float EPSILON = 1e-3f;

    private final float[][] hidden;
    private final float[][] decision;
    private final float[][] hiddenNow;
    private final float[][] decisionNow;
    private final byte[] inputs;
    private final byte[] hiddenTimes;
    private final byte[] decisionTimes;
    private final double[] targets;

    Relaxed(float[][] hidden, float[][] decision, Spikes evidence, SpikeTimeGradients gradients) {
      this.hidden = hidden;
      this.decision = decision;
      this.hiddenNow = copy(hidden);
      this.decisionNow = copy(decision);
      this.inputs = ((Volley) evidence).latencies();
      this.hiddenTimes = gradients.hiddenTimes().clone();
      this.decisionTimes = gradients.decisionTimes().clone();
      this.targets = new double[decision.length];
      for (int map = 0; map < targets.length; map++) {
        targets[map] = decisionTimes[map] + gradients.decisionGradients()[map] * (double) STEPS;
      }
    }

    private static float[][] copy(float[][] rows) {
      float[][] copy = new float[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        copy[i] = rows[i].clone();
      }
      return copy;
    }

    double slope(float[] row, int tap) {
      float now = row[tap];
      row[tap] = now + EPSILON;
      double above = loss();
      double up = row[tap];
      row[tap] = now - EPSILON;
      double below = loss();
      double down = row[tap];
      row[tap] = now;
      return (above - below) / (up - down);
    }

    private double loss() {
      double[] delays = new double[hidden.length];
      for (int neuron = 0; neuron < delays.length; neuron++) {
        for (int tap = 0; tap < inputs.length; tap++) {
          if (inputs[tap] < STEPS && inputs[tap] <= hiddenTimes[neuron]) {
            delays[neuron] -= (double) hidden[neuron][tap] - hiddenNow[neuron][tap];
          }
        }
      }
      double loss = 0;
      for (int map = 0; map < decision.length; map++) {
        double time = decisionTimes[map];
        for (int neuron = 0; neuron < delays.length; neuron++) {
          if (hiddenTimes[neuron] < STEPS && hiddenTimes[neuron] <= decisionTimes[map]) {
            time -= decision[map][neuron] * (1 - delays[neuron]) - decisionNow[map][neuron];
          }
        }
        double error = (targets[map] - time) / STEPS;
        loss += error * error / 2;
      }
      return loss;
    }
  }
}
