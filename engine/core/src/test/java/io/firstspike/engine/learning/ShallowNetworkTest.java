package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DropoutSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spike.Volley;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests a network without feature layers, a smaller form of the shipped one, from image to model
 * file.
 */
class ShallowNetworkTest {

  private static final int IMAGES = 80;
  private static final int PASSES = 30;
  private static final NetworkSpec SPEC = smaller(NetworkSpec.load("mozafari-2018"));

  private static NetworkSpec smaller(NetworkSpec shipped) {
    DecisionSpec layer = shipped.decision();
    DropoutSpec dropout = new DropoutSpec(layer.dropout().share(), IMAGES);
    RewardSpec rule = ((RewardSpec) layer.rule()).toBuilder().adaptEvery(IMAGES).build();
    return shipped.toBuilder()
        .input(new InputSpec(28, 28))
        .decision(d -> d.labels(List.of("0", "1")).threshold(6f).dropout(dropout).rule(rule))
        .build();
  }

  @Test
  void learnsByRewardAndIsTheSameFromItsFile() {
    Strokes strokes = new Strokes(IMAGES);
    Learner learner = Learner.fresh(SPEC, 3);
    assertThat(learner.deciding()).isTrue();

    try (Trainer trainer = new Trainer(2)) {
      trainer.learnFeatures(learner, strokes, TrainingListener.NONE);
      trainer.learnDecisions(learner, strokes, PASSES, TrainingListener.NONE);
      ConfusionMatrix learned = trainer.evaluate(learner.network(), strokes);
      Model kept = ModelFile.fromBytes("s", ModelFile.toBytes(learner.snapshot("strokes")));

      assertThat(learned.accuracy()).isGreaterThan(0.95);
      assertThat(kept.spec()).isEqualTo(SPEC);
      assertThat(kept.progress()).isEqualTo(learner.progress());
      assertThat(kept.provenance().framesLearned()).isZero();
      assertThat(trainer.evaluate(kept.serving(), strokes).counts())
          .isDeepEqualTo(learned.counts());
    }
  }

  @Test
  void theTrainerLearnsWhatThePlainLoopLearns() {
    Strokes strokes = new Strokes(IMAGES);
    Learner plain = Learner.fresh(SPEC, 3);
    Classifier classifier = new Classifier(plain.network());
    for (int i = 0; i < 2 * IMAGES; i++) {
      Volley evidence = classifier.evidence(classifier.encode(strokes.image(i % IMAGES)));
      Decision decision = classifier.decide(evidence);
      plain.learnDecision(evidence, decision, i % 2);
    }
    Learner learner = Learner.fresh(SPEC, 3);
    try (Trainer trainer = new Trainer(3)) {
      trainer.learnDecisions(learner, strokes, 2, TrainingListener.NONE);
    }

    assertThat(learner.snapshot("").fingerprint()).isEqualTo(plain.snapshot("").fingerprint());
    assertThat(learner.progress()).isEqualTo(plain.progress());
  }
}
