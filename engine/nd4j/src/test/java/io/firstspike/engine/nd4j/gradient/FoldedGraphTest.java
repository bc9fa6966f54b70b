package io.firstspike.engine.nd4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares a trained network in SameDiff with the graph in which normalisations are folded. */
class FoldedGraphTest {

  private static final int IMAGES = 200;
  private static final float LAST_BITS = 2e-5f;

  /**
   * They add in different orders, so a neuron as near to its threshold as the last bits of a float
   * fires in one of them alone; of 600 counts of 200 images at most 2 may differ.
   */
  @ParameterizedTest
  @CsvSource({"hard, arctan, count", "soft, rectangle, rate"})
  void labelsFireAsOftenAsBeforeFolding(String reset, String surrogate, String loss) {
    Scores scores = Scores.of(Patterns.spec(reset, surrogate, true, loss));
    int different = 0;
    for (int i = 0; i < IMAGES; i++) {
      for (int label = 0; label < 3; label++) {
        different += scores.after[i].scores()[label] == scores.before.getFloat(i, label) ? 0 : 1;
      }
    }
    assertThat(scores.before.sumNumber().doubleValue()).isBetween(60.0, 1740.0);
    assertThat(different).isLessThanOrEqualTo(2);
  }

  /**
   * Potentials differ in their last bits, by at most {@link #LAST_BITS}; those of an image in which
   * a hidden neuron fires in one of them alone differ by its weight, which of 200 images at most 2
   * may. All others are decided alike, unless potentials are as near to each other.
   */
  @ParameterizedTest
  @CsvSource({"hard, arctan", "soft, fastSigmoid"})
  void potentialsAreThoseBeforeFoldingAndDecideAlike(String reset, String surrogate) {
    Scores scores = Scores.of(Patterns.ofPotentials(reset, surrogate));
    int apart = 0;
    int decided = 0;
    for (int i = 0; i < IMAGES; i++) {
      float[] before = scores.before.getRow(i).toFloatVector();
      float[] after = scores.after[i].scores();
      boolean alike = true;
      int highest = 0;
      for (int label = 0; label < 3; label++) {
        alike &= Math.abs(after[label] - before[label]) <= LAST_BITS;
        highest = before[label] > before[highest] ? label : highest;
      }
      apart += alike ? 0 : 1;
      float[] sorted = before.clone();
      Arrays.sort(sorted);
      if (alike && sorted[2] - sorted[1] > 2 * LAST_BITS) {
        assertThat(scores.after[i].label()).isEqualTo(highest);
        decided++;
      }
    }
    assertThat(apart).isLessThanOrEqualTo(2);
    assertThat(decided).isGreaterThanOrEqualTo(IMAGES - 5);
  }

  /** What a network that has learned says of images before and after folding. */
  private static final class Scores {

    private final INDArray before;
    private final SteppedDecision[] after = new SteppedDecision[IMAGES];

    private Scores(INDArray before) {
      this.before = before;
    }

    static Scores of(GradientSpec spec) {
      LabelledImages images = Patterns.images(IMAGES);
      try (GradientLesson lesson = GradientLesson.begin(spec, 10, 3, false, DataType.FLOAT)) {
        Nd4jGradientTrainer.learn(spec, images, 10, 3, lesson, (e, done, all, l, right) -> {});
        Graph graph = FoldedGraph.of(spec, lesson.parameters(), lesson.statistics());
        Scores scores = new Scores(counts(spec, lesson, images));
        SteppedNetwork network =
            SteppedNetwork.of(
                graph, new TimeStep(1), spec.decision().reading(), NetworkLimit.DEFAULT);
        FrameCoding coding = new FrameCoding(FrameCoding.Kind.CURRENT, spec.steps(), 1, 0);
        for (int i = 0; i < IMAGES; i++) {
          float[] intensities = new float[64];
          FrameCoding.intensities(images.image(i), intensities, 0);
          scores.after[i] = network.decide(coding.code(network.input(), intensities, i));
        }
        return scores;
      }
    }
  }

  private static INDArray counts(GradientSpec spec, GradientLesson lesson, LabelledImages images) {
    SameDiff trained = SpikingGraph.trained(spec, IMAGES, lesson.parameters(), lesson.statistics());
    float[] intensities = new float[IMAGES * 64];
    for (int i = 0; i < IMAGES; i++) {
      FrameCoding.intensities(images.image(i), intensities, i * 64);
    }
    INDArray shown = Nd4j.createFromArray(intensities).reshape(IMAGES, 1, 8, 8);
    return trained.output(Map.of(Names.IMAGES, shown), Names.COUNTS).get(Names.COUNTS);
  }
}
