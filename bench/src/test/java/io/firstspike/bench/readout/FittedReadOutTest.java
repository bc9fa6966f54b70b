package io.firstspike.bench.readout;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.ReadOutSpec;
import io.firstspike.engine.spec.ReadOutSpec.Classification;
import io.firstspike.engine.spec.ReadOutSpec.Features;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real digits, features learned in a few seconds. */
class FittedReadOutTest {

  private static Network network;
  private static final Map<Features, Examples> TRAINING = new EnumMap<>(Features.class);
  private static final Map<Features, Examples> TESTS = new EnumMap<>(Features.class);

  @BeforeAll
  static void readFeatures() throws IOException {
    try (InputStream small = FittedReadOutTest.class.getResourceAsStream("small.yaml")) {
      String yaml = new String(small.readAllBytes(), StandardCharsets.UTF_8);
      learnFeatures(NetworkSpec.parse("small.yaml", yaml));
    }
    for (Features features : Features.values()) {
      TRAINING.put(features, Examples.of(network, features, MnistSample.train()));
      TESTS.put(features, Examples.of(network, features, MnistSample.test()));
    }
  }

  private static void learnFeatures(NetworkSpec spec) {
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
    "RBF_SVM,    FIRED,     50, 2.4, 0.80",
    "RBF_SVM,    LATENCIES, 30, 2.4, 0.80"
  })
  void everyClassifierLearnsDigitsTheSameWayEachTime(
      Classification classifier, Features features, int components, double cost, double accuracy) {
    ReadOutSpec spec = new ReadOutSpec(features, components, classifier, cost);
    Examples training = TRAINING.get(features);
    Examples tests = TESTS.get(features);

    int[] labels = FittedReadOut.learn(spec, training, 1).labels(tests);

    assertThat(accuracy(labels, tests)).isGreaterThan(accuracy);
    assertThat(FittedReadOut.learn(spec, training, 1).labels(tests)).isEqualTo(labels);
  }

  @Test
  void latenciesTellMoreThanWhoFired() {
    Examples fired = TESTS.get(Features.FIRED);
    Examples latencies = TESTS.get(Features.LATENCIES);

    assertThat(fired.width()).isEqualTo(30 * 4 * 4).isEqualTo(latencies.width());
    for (int i = 0; i < fired.size(); i++) {
      assertThat(latencies.vectors().get(i).columns()).isEqualTo(fired.vectors().get(i).columns());
      assertThat(fired.vectors().get(i).values()).containsOnly(1);
    }
    float[] first = latencies.vectors().get(0).values();
    assertThat(first).doesNotContain(0).hasSizeGreaterThan(10);
    assertThat(IntStream.range(0, first.length).mapToObj(i -> first[i]).distinct().count())
        .isGreaterThan(3);
  }

  private static double accuracy(int[] labels, Examples tests) {
    long right =
        IntStream.range(0, labels.length).filter(i -> labels[i] == tests.labels()[i]).count();
    return (double) right / labels.length;
  }
}
