package io.firstspike.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.firstspike.pipeline.app.console.AccuracyCurve;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

  @Test
  void figuresAreMeansUnderProtocolAndLearner(@TempDir Path folder) {
    Comparison comparison = new Comparison("firstspike-2026", 2);
    int seed = 0;
    for (double test : new double[] {0.5, 1}) {
      comparison.add(ProtocolRow.BY_CLASS, LearnerRow.NETWORK, ++seed, result(test), 60_000);
      comparison.add(ProtocolRow.BY_CLASS, LearnerRow.KNN_PIXELS, seed, result(test), 10_000);
    }

    assertThat(comparison.figures())
        .contains(
            entry("byClass.test", 0.75),
            entry("byClass.testBySeed", new double[] {0.5, 1}),
            entry("byClass.images", 60_000.0),
            entry("byClass.knnPixels.images", 10_000.0),
            entry("byClass.knnPixels.framesPerSecond", 50.0));
    assertThat(comparison.tables())
        .startsWith("one pass, two classes at a time, mean over 2 seeds")
        .containsPattern("firstspike-2026 +75.00 %.* 60,000")
        .containsPattern("kNN \\(10 of 1,000\\), pixels +75.00 %.* 10,000");
    assertThat(AccuracyCurve.csv(comparison.curves()).lines())
        .contains(
            "byClass.seed1,1,1,0,1.000000,1.000000",
            "byClass.knnPixels.seed2,1,1,0,1.000000,1.000000");
    comparison.plot(folder.resolve("plots"));
    assertThat(folder.resolve("plots/byClass.svg"))
        .content()
        .contains(">kNN (10 of 1,000), pixels, 10,000 images<", ">firstspike-2026<");
  }

  private static StreamResult result(double test) {
    PrequentialCurve curve = new PrequentialCurve(1);
    curve.add(true);
    TaskAccuracies accuracies = new TaskAccuracies();
    accuracies.add(0, new double[] {test});
    LearnerState state =
        new LearnerState(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    return new StreamResult(curve, false, accuracies, test, 100, 2, state);
  }
}
