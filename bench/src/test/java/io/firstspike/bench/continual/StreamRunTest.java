package io.firstspike.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.protocol.Presentations;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamRunTest {

  private static final Dataset TRAIN = MnistSample.train().slice(0, 300);
  private static final Dataset TEST = MnistSample.test().slice(0, 100);
  private static final List<String> CLASSES = TRAIN.classes();

  /** Decides for the label that it has learned last. */
  private static final class Parrot implements OnlineLearner {
    private int last = -1;
    private int learned;

    @Override
    public int decide(Image image) {
      return last;
    }

    @Override
    public void learn(int label) {
      last = label;
      learned++;
    }

    @Override
    public LearnerState state() {
      return new LearnerState(
          OptionalLong.of(4), OptionalLong.empty(), Optional.of(List.of(70L, 302L, 310L)));
    }
  }

  @Test
  void aClassIsForgottenWhenTheNextOneComes() {
    Presentations stream = ProtocolRow.BY_CLASS.stream(TRAIN, 1);
    StreamResult result =
        StreamRun.run(new Parrot(), stream, ProtocolRow.BY_CLASS.tests(stream, TEST), CLASSES);

    String last = stream.label(299);
    long share = IntStream.range(0, 100).filter(i -> TEST.label(i).equals(last)).count();
    Map<String, Double> figures = result.figures();
    assertThat(figures.get("test")).isEqualTo(share / 100.0);
    assertThat(figures.get("forgetting")).isBetween(0.2, 0.8);
    // Other classes are new tasks, not drift.
    assertThat(figures).doesNotContainKeys("recovery", "afterDrift", "missedDrifts");
    assertThat(figures).containsEntry("falseAlarms", 3.0).containsEntry("stateBytes", 4.0);
  }

  @Test
  void alarmsAreRightOnceAfterEachDrift() {
    Presentations stream = ProtocolRow.PERMUTED.stream(TRAIN, 1);
    StreamResult result =
        StreamRun.run(new Parrot(), stream, ProtocolRow.PERMUTED.tests(stream, TEST), CLASSES);

    // Drifts are at 300, 600, ...: label 302 is the first one's alarm.
    assertThat(result.curve().boundaries()).containsExactly(300, 600, 900, 1200, 1500);
    assertThat(result.figures())
        .containsEntry("driftDelay", 2.0)
        .containsEntry("missedDrifts", 4.0)
        .containsEntry("falseAlarms", 2.0)
        .containsKeys("recovery", "recovery1", "recovery5")
        .doesNotContainKeys("forgetting", "afterDrift");
  }

  @Test
  void onlyFramesWithALabelAreLearnedAndCounted() {
    Parrot parrot = new Parrot();
    Presentations stream = ProtocolRow.TENTH_LABELLED.stream(TRAIN, 1);
    StreamResult result =
        StreamRun.run(parrot, stream, ProtocolRow.TENTH_LABELLED.tests(stream, TEST), CLASSES);

    assertThat(parrot.learned).isEqualTo(30).isEqualTo(result.curve().labels());
    assertThat(result.frames()).isEqualTo(300);
  }

  @ParameterizedTest
  @EnumSource(MoaAlgorithm.class)
  void learnersOfMoaRepeatUnderTheirSeedAndLearn(MoaAlgorithm algorithm) {
    Presentations stream = ProtocolRow.SHUFFLED.stream(TRAIN, 1);
    TestTasks tests = ProtocolRow.SHUFFLED.tests(stream, TEST);
    double[] accuracies = new double[2];
    for (int run = 0; run < 2; run++) {
      MoaLearner learner = new MoaLearner(algorithm.fresh(), new Pixels(784), CLASSES, 3);
      StreamResult result = StreamRun.run(learner, stream, tests, CLASSES);
      accuracies[run] = result.test();
      assertThat(result.figures().get("stateBytes")).isGreaterThan(10_000);
    }
    assertThat(accuracies[0]).isEqualTo(accuracies[1]).isGreaterThan(0.25);
  }

  @Test
  void theNetworkLearnsAsTheTrainerDoes() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick").withSchedule(Map.of("S1", 200L));
    Learner learner = Learner.fresh(spec, 1);
    try (Trainer trainer = new Trainer(1)) {
      trainer.learnFeatures(learner, TRAIN, TrainingListener.NONE);
      Model features = learner.snapshot("features");
      Presentations stream = ProtocolRow.SHUFFLED.stream(TRAIN, 1);
      int[] labels = CLASSES.stream().mapToInt(name -> spec.decision().place(name)).toArray();
      StreamResult result =
          StreamRun.run(
              new SpikingLearner(features, labels),
              stream,
              ProtocolRow.SHUFFLED.tests(stream, TEST),
              CLASSES);

      double prequential =
          trainer.learnDecisions(learner, shown(stream), 1, TrainingListener.NONE).accuracy();
      assertThat(result.curve().accuracy()).isCloseTo(prequential, within(1e-12));
      assertThat(result.test())
          .isCloseTo(trainer.evaluate(learner.network(), TEST).accuracy(), within(1e-12));
    }
  }

  private static Dataset shown(Presentations stream) {
    return new Shown(stream);
  }

  private record Shown(Presentations stream) implements Dataset {
    @Override
    public String name() {
      return "shown";
    }

    @Override
    public List<String> classes() {
      return CLASSES;
    }

    @Override
    public int size() {
      return (int) stream.size();
    }

    @Override
    public Image image(int index) {
      return stream.at(index).image();
    }

    @Override
    public String label(int index) {
      return stream.label(index);
    }
  }
}
