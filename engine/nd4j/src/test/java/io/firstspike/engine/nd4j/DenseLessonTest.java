package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training in tensors ends with the weights, the progress and the decisions of a learner. */
class DenseLessonTest {

  static List<String> shipped() {
    return ShippedNetworks.SHIPPED;
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("shipped")
  void trainingEndsWithTheBitsOfALearner(String name) {
    requireSameBits(ShippedNetworks.shortened(name, 12), 12);
  }

  static void requireSameBits(NetworkSpec spec, int count) {
    LabelledStimuli images = ShippedNetworks.labelled(spec, count);
    Learner here = Learner.fresh(spec, 9);
    Learner there = Learner.fresh(spec, 9);
    ConfusionMatrix expected = train(here, new Trainer(1), images);
    ConfusionMatrix found = train(there, new Trainer(1, null, new Nd4jBackend()), images);

    assertThat(there.progress()).isEqualTo(here.progress());
    for (int table = 0; table < spec.tables().size(); table++) {
      assertThat(there.network().weights().rows(table))
          .as(spec.tables().get(table).name())
          .isDeepEqualTo(here.network().weights().rows(table));
    }
    assertThat(found.counts()).isDeepEqualTo(expected.counts());
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
  }

  private static ConfusionMatrix train(Learner learner, Trainer made, LabelledStimuli images) {
    try (Trainer trainer = made) {
      trainer.learnFeatures(learner, images, TrainingListener.NONE);
      return trainer.learnDecisions(learner, images, 2, TrainingListener.NONE);
    }
  }
}
