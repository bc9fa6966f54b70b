package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on the device ends with the weights, the progress and the decisions of a learner. */
class CudaLessonTest {

  private static final int LAUNCH_FAILED = 719;

  static List<String> shipped() {
    return ShippedNetworks.SHIPPED;
  }

  @BeforeEach
  void install() {
    Shim.install();
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("shipped")
  void trainingEndsWithTheBitsOfALearner(String name) {
    NetworkSpec spec = ShippedNetworks.shortened(name, 30);
    LabelledImages images = ShippedNetworks.labelled(spec, 40);
    Learner here = Learner.fresh(spec, 9);
    Learner there = Learner.fresh(spec, 9);
    ConfusionMatrix expected = train(here, new Trainer(1), images);
    ConfusionMatrix found =
        train(there, new Trainer(1, null, new CudaBackend().with("memory=256m")), images);

    assertThat(found.counts()).isDeepEqualTo(expected.counts());
    assertThat(there.progress()).isEqualTo(here.progress());
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
    assertThat(Shim.allocated()).isZero();
  }

  private static ConfusionMatrix train(Learner learner, Trainer made, LabelledImages images) {
    try (Trainer trainer = made) {
      trainer.learnFeatures(learner, images, TrainingListener.NONE);
      return trainer.learnDecisions(learner, images, 2, TrainingListener.NONE);
    }
  }

  @Test
  void aLayerThatHasConvergedIsFrozenAtTheSameFrame() {
    NetworkSpec spec =
        ShippedNetworks.shortened("firstspike-2026-quick", 5000).toBuilder()
            .feature("S1", f -> f.maps(6).stdp(s -> s.convergence(0.1f)))
            .build();
    LabelledImages images = ShippedNetworks.labelled(spec, 50);
    Learner here = Learner.fresh(spec, 9);
    Learner there = Learner.fresh(spec, 9);
    train(here, new Trainer(1), images);
    train(there, new Trainer(1, null, new CudaBackend().with("memory=256m")), images);
    assertThat(here.progress().frozenAfter().get(0)).isLessThan(5000);
    assertThat(there.progress()).isEqualTo(here.progress());
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
  }

  @Test
  void afterAFailureTheNetworkIsAsItWas() {
    NetworkSpec spec = ShippedNetworks.shortened("firstspike-2026-quick", 30);
    LabelledImages images = ShippedNetworks.labelled(spec, 40);
    Learner learner = Learner.fresh(spec, 9);
    String before = Model.fingerprint(learner.network().weights());
    Shim.fail("cuLaunchCooperativeKernel", LAUNCH_FAILED, 1);
    assertThatThrownBy(
            () ->
                train(learner, new Trainer(1, null, new CudaBackend().with("memory=256m")), images))
        .isInstanceOf(BackendFailure.class);
    assertThat(Model.fingerprint(learner.network().weights())).isEqualTo(before);
    assertThat(learner.progress().featureFrames()).isZero();
  }

  @Test
  void aStimulusThatDoesNotFitIsFoundBeforeAnythingIsLearned() {
    NetworkSpec spec = ShippedNetworks.shortened("firstspike-2026-quick", 30);
    Learner learner = Learner.fresh(spec, 9);
    try (Lesson lesson =
        new CudaBackend()
            .with("memory=256m")
            .lesson(learner.network(), learner.progress())
            .orElseThrow()) {
      List<Image> images =
          List.of(ShippedNetworks.images(spec, 1).get(0), Image.grey(2, 2, new byte[4]));
      assertThatThrownBy(() -> lesson.learnFeatures(images))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(lesson.progress().featureFrames()).isZero();
      assertThatThrownBy(() -> lesson.learnDecisions(images, new int[2]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("S1");
    }
  }
}
