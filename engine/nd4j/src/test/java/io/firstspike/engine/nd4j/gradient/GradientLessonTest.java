package io.firstspike.engine.nd4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.stepped.training.GradientSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

class GradientLessonTest {

  private static final int BATCH = 6;
  private static final double DELTA = 1e-5;

  /** Of the network with smooth steps, whose resets pass gradients: a plain function. */
  @ParameterizedTest
  @CsvSource({
    "hard, arctan, count",
    "soft, arctan, firstSpike",
    "hard, sigmoid, rate",
    "soft, sigmoid, count",
    "hard, fastSigmoid, firstSpike",
    "soft, fastSigmoid, rate"
  })
  void gradientsOfTheWholeNetworkAreFiniteDifferences(String reset, String surrogate, String loss) {
    GradientSpec spec = Patterns.spec(reset, surrogate, false, loss);
    Map<String, INDArray> feed = feed(spec, DataType.DOUBLE);
    try (GradientLesson lesson = GradientLesson.begin(spec, BATCH, 3, true, DataType.DOUBLE)) {
      Map<String, INDArray> gradients = lesson.gradients(feed);
      double steepest = 0;
      for (Map.Entry<String, INDArray> one : lesson.parameters().entrySet()) {
        INDArray values = one.getValue();
        INDArray flat = gradients.get(one.getKey()).dup('c').reshape(values.length());
        for (int i = 0; i < values.length(); i += 1 + (int) values.length() / 7) {
          long[] at = Shape.ind2subC(values.shape(), i);
          double here = values.getDouble(at);
          values.putScalar(at, here + DELTA);
          double more = lesson.loss(feed);
          values.putScalar(at, here - DELTA);
          double less = lesson.loss(feed);
          values.putScalar(at, here);
          assertThat(flat.getDouble(i))
              .as(one.getKey() + " " + i)
              .isCloseTo((more - less) / (2 * DELTA), within(1e-6));
          steepest = Math.max(steepest, Math.abs(flat.getDouble(i)));
        }
      }
      assertThat(steepest).isGreaterThan(1e-3);
    }
  }

  /** A gradient that SameDiff leaves out would leave the layers before it as they are. */
  @ParameterizedTest
  @CsvSource({
    "hard, arctan, count, true",
    "soft, sigmoid, rate, true",
    "hard, fastSigmoid, firstSpike, false",
    "soft, rectangle, count, false"
  })
  void allParametersMove(String reset, String surrogate, String loss, boolean detach) {
    GradientSpec spec = Patterns.spec(reset, surrogate, detach, loss);
    try (GradientLesson lesson = GradientLesson.begin(spec, BATCH, 3, false, DataType.FLOAT)) {
      Map<String, INDArray> before = new LinkedHashMap<>();
      lesson.parameters().forEach((name, values) -> before.put(name, values.dup()));
      Optimiser optimiser = new Optimiser(lesson.parameters(), new CosineSchedule(0.01, 5));
      lesson.learn(feed(spec, DataType.FLOAT), optimiser);
      before.forEach(
          (name, values) ->
              assertThat(values.sub(lesson.parameters().get(name)).norm1Number().doubleValue())
                  .as(name)
                  .isPositive());
    }
  }

  @Test
  void theRateFallsAlongHalfACosine() {
    CosineSchedule rate = new CosineSchedule(0.2, 100);
    assertThat(rate.valueAt(0, 0)).isEqualTo(0.2);
    assertThat(rate.valueAt(50, 0)).isCloseTo(0.1, within(1e-12));
    assertThat(rate.valueAt(100, 0)).isCloseTo(0, within(1e-12));
  }

  private static Map<String, INDArray> feed(GradientSpec spec, DataType type) {
    MiniBatches batches = new MiniBatches(spec, Patterns.images(BATCH), BATCH, type, 1, 1);
    return new HashMap<>(batches.feed(0));
  }
}
