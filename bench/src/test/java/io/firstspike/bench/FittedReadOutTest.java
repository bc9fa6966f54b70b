package io.firstspike.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.ReadOutSpec;
import io.firstspike.engine.network.ReadOutSpec.Classification;
import io.firstspike.engine.network.ReadOutSpec.Features;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real digits, features learned in a few seconds. */
class FittedReadOutTest {

  private static Network network;

  @BeforeAll
  static void learnFeatures() {
    String small = NetworkSpec.load("mozafari-2019").toYaml().replace("maps: 250", "maps: 40");
    NetworkSpec spec =
        NetworkSpec.parse("small", small).withSchedule(Map.of("S1", 1_500L, "S2", 2_000L));
    Learner learner = Learner.fresh(spec, 1);
    try (Trainer trainer = new Trainer(2)) {
      trainer.learnFeatures(learner, MnistSample.train(), TrainingListener.NONE);
    }
    network = learner.network();
  }

  @ParameterizedTest
  @CsvSource({
    "SOFTMAX,    FIRED,     0,  0,   0.75",
    "LINEAR_SVM, FIRED,     0,  0.1, 0.80",
    "LINEAR_SVM, LATENCIES, 50, 0.1, 0.80",
    "RBF_SVM,    FIRED,     0,  2.4, 0.80",
    "RBF_SVM,    LATENCIES, 50, 2.4, 0.80"
  })
  void everyClassifierLearnsDigitsTheSameWayEachTime(
      Classification classifier, Features features, int components, double cost, double accuracy) {
    ReadOutSpec spec = new ReadOutSpec(features, components, classifier, cost);
    Examples training = Examples.of(network, features, MnistSample.train());
    Examples tests = Examples.of(network, features, MnistSample.test());

    int[] labels = FittedReadOut.learn(spec, training, 1).labels(tests);

    assertThat(accuracy(labels, tests)).isGreaterThan(accuracy);
    assertThat(FittedReadOut.learn(spec, training, 1).labels(tests)).isEqualTo(labels);
  }

  @Test
  void latenciesTellMoreThanWhoFired() {
    Examples fired = Examples.of(network, Features.FIRED, MnistSample.test());
    Examples latencies = Examples.of(network, Features.LATENCIES, MnistSample.test());

    assertThat(fired.width()).isEqualTo(40 * 4 * 4).isEqualTo(latencies.width());
    for (int i = 0; i < fired.size(); i++) {
      assertThat(latencies.vectors().get(i).columns()).isEqualTo(fired.vectors().get(i).columns());
      assertThat(fired.vectors().get(i).values()).containsOnly(1);
    }
    assertThat(latencies.vectors().get(0).values()).contains(15 - 5).doesNotContain(0);
  }

  private static double accuracy(int[] labels, Examples tests) {
    long right =
        IntStream.range(0, labels.length).filter(i -> labels[i] == tests.labels()[i]).count();
    return (double) right / labels.length;
  }
}
