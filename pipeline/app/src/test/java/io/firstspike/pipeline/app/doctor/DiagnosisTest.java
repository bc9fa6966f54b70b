package io.firstspike.pipeline.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.diagnosis.Diagnosis;
import io.firstspike.engine.diagnosis.Effort;
import io.firstspike.engine.diagnosis.Examination;
import io.firstspike.engine.diagnosis.Finding;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RatesSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Networks and data sets that are each broken in one way: the fault is the first to be named. */
class DiagnosisTest {

  private static final Effort EFFORT = new Effort(200, 600, 1000, 2000);
  private static final NetworkSpec SOUND = NetworkSpec.load("firstspike-2026-quick");
  private static final LabelledStimuli DIGITS = MnistSample.train();

  /** Examples made of others. */
  private record Made(int size, IntFunction<Stimulus> stimuli, IntFunction<String> labels)
      implements LabelledStimuli {

    @Override
    public Stimulus stimulus(int index) {
      return stimuli.apply(index);
    }

    @Override
    public String label(int index) {
      return labels.apply(index);
    }
  }

  @Test
  void nothingIsWrongWithASoundNetworkOnDigits() {
    assertThat(diagnosed(SOUND, DIGITS).findings()).isEmpty();
    assertThat(diagnosed(SOUND, DIGITS).unjudged()).isEmpty();
  }

  @Test
  void inputThatIsTooDark() {
    Made dark =
        new Made(600, i -> scaled((Image) DIGITS.stimulus(i), 1.0 / 255), i -> DIGITS.label(i));
    Finding first = first("input too dark", "encoding", diagnosed(SOUND, dark));
    assertThat(first.remedy()).contains("encoding.threshold");
    assertThat(diagnosed(SOUND, dark).unjudged()).containsExactly("S1");
  }

  @Test
  void aClassWithoutNeurons() {
    NetworkSpec nine =
        SOUND.toBuilder()
            .decision(d -> d.labels(SOUND.decision().labels().subList(0, 9)).capacity(9))
            .build();
    Finding first = first("classes without neurons", "data", diagnosed(nine, DIGITS));
    assertThat(first.words()).contains("1 of 10 classes", "[9]");
  }

  @Test
  void aThresholdThatIsNeverReached() {
    Finding learning =
        first(
            "threshold never reached",
            "S1",
            diagnosed(layer(f -> f.threshold(200).readThreshold(List.of(210f))), DIGITS));
    assertThat(learning.limit()).isEqualTo(200);
    assertThat(learning.figure()).isBetween(20.0, 150.0);
    Finding reading =
        first(
            "threshold never reached",
            "S1",
            diagnosed(layer(f -> f.readThreshold(List.of(140f))), DIGITS));
    assertThat(reading.remedy()).contains("readThreshold");
  }

  @Test
  void aThresholdThatIsAlwaysReached() {
    first(
        "threshold always reached",
        "S1",
        diagnosed(layer(f -> f.readThreshold(List.of(0.5f))), DIGITS));
  }

  @Test
  void firstWeightsThatTie() {
    first(
        "potentials tie", "S1", diagnosed(layer(f -> f.weights(new WeightsSpec(0.8f, 0))), DIGITS));
  }

  @Test
  void tooFewWinners() {
    first(
        "too few winners",
        "S1",
        diagnosed(layer(f -> f.stdp(s -> s.frames(60).winners(1))), DIGITS));
  }

  @Test
  void weightsThatDoNotConverge() {
    RatesSpec slow = new RatesSpec(0, 0.0001f, -0.0001f, 0, 0, 0, 0, 1, false);
    first(
        "no convergence", "S1", diagnosed(layer(f -> f.stdp(s -> s.rates(List.of(slow)))), DIGITS));
  }

  @Test
  void mapsThatAreDead() {
    Finding first =
        first("dead features", "S1", diagnosed(layer(f -> f.readThreshold(List.of(38f))), DIGITS));
    assertThat(first.remedy()).contains("depression");
  }

  @Test
  void mapsThatAreSaturated() {
    RatesSpec rates = SOUND.features().get(0).stdp().rates().get(0);
    RatesSpec idle = new RatesSpec(3, 1e-6f, -1e-6f, 0, 0, 0, 0, 1, false);
    first(
        "saturated maps",
        "S1",
        diagnosed(
            layer(f -> f.stdp(s -> s.rates(List.of(idle, rates)).winners(10).frames(2000))),
            DIGITS));
  }

  @Test
  void mapsThatHaveLearnedTheSame() {
    Learner learner = learned();
    LayerWeights weights = learner.network().weights().table(0);
    for (int map = 1; map < 20; map++) {
      weights.setRow(map, weights.row(0));
    }
    Finding first = first("duplicate features", "S1", examined(learner, DIGITS));
    assertThat(first.figure()).isEqualTo(19.0 / 50);
  }

  @Test
  void mapsThatAreSilent() {
    Learner learner = learned();
    assertThat(examined(learner, DIGITS).findings()).isEmpty();
    first("silent maps", "S1", examined(learner, bars()));
  }

  private static Learner learned() {
    Learner learner = Learner.fresh(SOUND, 5);
    try (Trainer trainer = new Trainer(1)) {
      trainer.learnFeatures(learner, DIGITS, TrainingListener.NONE);
    }
    return learner;
  }

  private static Diagnosis examined(Learner learner, LabelledStimuli data) {
    return Diagnosis.of(Examination.of(learner.snapshot("digits"), data, EFFORT));
  }

  @Test
  void labelsThatContradictEachOther() {
    Made twice =
        new Made(600, i -> DIGITS.stimulus(i / 2), i -> i % 20 == 0 ? "0" : DIGITS.label(i / 2));
    Finding first = first("contradictory labels", "data", diagnosed(SOUND, twice));
    assertThat(first.figure()).isBetween(0.05, 0.1);
    assertThat(diagnosed(SOUND, twice).findings()).hasSize(1);
  }

  @Test
  void classesThatAreNotBalanced() {
    List<Integer> kept =
        IntStream.range(0, DIGITS.size())
            .filter(i -> !DIGITS.label(i).equals("7") || i % 25 == 0)
            .boxed()
            .toList();
    Made rare =
        new Made(kept.size(), i -> DIGITS.stimulus(kept.get(i)), i -> DIGITS.label(kept.get(i)));
    Finding first = first("unbalanced classes", "data", diagnosed(SOUND, rare));
    assertThat(first.words()).contains("class 7");
    assertThat(diagnosed(SOUND, rare).findings()).hasSize(1);
  }

  private static Diagnosis diagnosed(NetworkSpec spec, LabelledStimuli data) {
    return Diagnosis.of(Examination.ofTrial(spec, 5, data, EFFORT));
  }

  private static Finding first(String fault, String where, Diagnosis diagnosis) {
    assertThat(diagnosis.findings()).isNotEmpty();
    Finding first = diagnosis.findings().get(0);
    assertThat(first.fault()).as(diagnosis.toString()).isEqualTo(fault);
    assertThat(first.where()).isEqualTo(where);
    return first;
  }

  private static NetworkSpec layer(UnaryOperator<FeatureSpec.Builder> change) {
    return SOUND.toBuilder().feature("S1", change).build();
  }

  private static Image scaled(Image image, double factor) {
    byte[] samples = image.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) Math.round((samples[i] & 0xff) * factor);
    }
    return Image.grey(image.height(), image.width(), samples);
  }

  /** Upright and lying bars, three pixels wide, from side to side. */
  private static LabelledStimuli bars() {
    return new Made(
        600,
        i -> {
          byte[] samples = new byte[28 * 28];
          for (int place = 0; place < 28; place++) {
            for (int wide = 0; wide < 3; wide++) {
              int bar = 3 + i / 2 % 20 + wide;
              samples[i % 2 == 0 ? place * 28 + bar : bar * 28 + place] = (byte) 255;
            }
          }
          return Image.grey(28, 28, samples);
        },
        i -> Integer.toString(i % 2));
  }
}
