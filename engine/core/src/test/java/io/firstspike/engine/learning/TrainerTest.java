package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.encode.Image;
import io.firstspike.engine.encode.LabelledImages;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrainerTest {

  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 130L, "S2", 90L));

  @Test
  void anyNumberOfThreadsGivesTheWeightsOfThePlainLoop() {
    LabelledImages strokes = new Strokes(60);
    Learner plain = Learner.fresh(SPEC, 9);
    Classifier classifier = new Classifier(plain.network());
    for (int i = 0; !plain.deciding(); i++) {
      int index = i < 130 ? i % 60 : (i - 130) % 60;
      Volley encoded = classifier.encode(strokes.image(index));
      plain.learnFeatures(classifier.features(encoded, plain.stage()));
    }
    ConfusionMatrix matrix = ConfusionMatrix.empty(SPEC.decision().labels());
    for (int i = 0; i < 120; i++) {
      Volley features = classifier.evidence(classifier.encode(strokes.image(i % 60)));
      Decision decision = classifier.decide(features);
      int label = Integer.parseInt(strokes.label(i % 60));
      matrix.count(label, decision.label());
      plain.learnDecision(features, decision, label);
    }

    for (int threads : new int[] {1, 2, 5}) {
      Learner learner = Learner.fresh(SPEC, 9);
      try (Trainer trainer = new Trainer(threads)) {
        trainer.learnFeatures(learner, strokes, TrainingListener.NONE);
        ConfusionMatrix prequential =
            trainer.learnDecisions(learner, strokes, 2, TrainingListener.NONE);

        assertThat(Model.fingerprint(learner.network().weights()))
            .isEqualTo(Model.fingerprint(plain.network().weights()));
        assertThat(learner.progress()).isEqualTo(plain.progress());
        assertThat(prequential.counts()).isDeepEqualTo(matrix.counts());
        assertThat(trainer.evaluate(learner.network(), strokes).total()).isEqualTo(60);
      }
    }
  }

  @Test
  void aLabelTheNetworkDoesNotKnowIsNamed() {
    LabelledImages odd =
        new LabelledImages() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public Image image(int index) {
            return Image.grey(28, 28, new byte[784]);
          }

          @Override
          public String label(int index) {
            return "cup";
          }
        };
    try (Trainer trainer = new Trainer(1)) {
      assertThatThrownBy(() -> trainer.evaluate(Learner.fresh(SPEC, 1).network(), odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("image 0 has label \"cup\"; network mozafari-2019 knows [0, 1,");
    }
  }

  /** Bars at random places: upright ones are label 0, level ones 1. */
  private record Strokes(int size) implements LabelledImages {

    @Override
    public Image image(int index) {
      byte[] pixels = new byte[28 * 28];
      int at = 5 + new Random(index).nextInt(16);
      for (int along = 4; along < 24; along++) {
        for (int across = at; across < at + 3; across++) {
          pixels[index % 2 == 0 ? along * 28 + across : across * 28 + along] = (byte) 230;
        }
      }
      return Image.grey(28, 28, pixels);
    }

    @Override
    public String label(int index) {
      return Integer.toString(index % 2);
    }
  }
}
