package io.firstspike.engine.nd4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
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

  /**
   * They add in different orders, so a neuron as near to its threshold as the last bits of a float
   * fires in one of them alone; of 600 counts of 200 images at most 2 may differ.
   */
  @ParameterizedTest
  @CsvSource({"hard, arctan, count", "soft, rectangle, rate"})
  void labelsFireAsOftenAsBeforeFolding(String reset, String surrogate, String loss) {
    GradientSpec spec = Patterns.spec(reset, surrogate, true, loss);
    LabelledImages images = Patterns.images(IMAGES);
    try (GradientLesson lesson = GradientLesson.begin(spec, 10, 3, false, DataType.FLOAT)) {
      Nd4jGradientTrainer.learn(spec, images, 10, 3, lesson, (e, done, all, l, right) -> {});
      Graph graph = FoldedGraph.of(spec, lesson.parameters(), lesson.statistics());
      INDArray counts = counts(spec, lesson, images);
      SteppedNetwork network =
          SteppedNetwork.of(
              graph, new TimeStep(1), spec.decision().reading(), NetworkLimit.DEFAULT);
      FrameCoding coding = new FrameCoding(FrameCoding.Kind.CURRENT, spec.steps(), 1, 0);
      int different = 0;
      for (int i = 0; i < IMAGES; i++) {
        Image image = images.image(i);
        float[] intensities = new float[64];
        FrameCoding.intensities(image, intensities, 0);
        float[] scores = network.decide(coding.code(network.input(), intensities, i)).scores();
        for (int label = 0; label < scores.length; label++) {
          different += scores[label] == counts.getFloat(i, label) ? 0 : 1;
        }
      }
      assertThat(counts.sumNumber().doubleValue()).isBetween(60.0, 1740.0);
      assertThat(different).isLessThanOrEqualTo(2);
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
