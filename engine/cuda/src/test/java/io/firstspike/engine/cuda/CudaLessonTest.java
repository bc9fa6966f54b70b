package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.TrainingSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.testkit.LogLines;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

  /** A small network whose decision layer has several tables of its own. */
  private static NetworkSpec adaptive() {
    return ShippedNetworks.shortened("firstspike-2026", 30).toBuilder()
        .feature("S1", f -> f.maps(6))
        .build();
  }

  /** Networks of events have many times the synapses, and see fewer stimuli. */
  @Tag("slow")
  @ParameterizedTest
  @MethodSource("shipped")
  void trainingEndsWithTheBitsOfALearner(String name) {
    boolean events = NetworkSpec.load(name).input().events() != null;
    NetworkSpec spec = ShippedNetworks.shortened(name, events ? 6 : 30);
    LabelledStimuli images = ShippedNetworks.labelled(spec, events ? 10 : 40);
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

  private static ConfusionMatrix train(Learner learner, Trainer made, LabelledStimuli images) {
    return train(learner, made, images, 2);
  }

  private static ConfusionMatrix train(
      Learner learner, Trainer made, LabelledStimuli images, int passes) {
    try (Trainer trainer = made) {
      trainer.learnFeatures(learner, images, TrainingListener.NONE);
      return trainer.learnDecisions(learner, images, passes, TrainingListener.NONE);
    }
  }

  @Test
  void aLayerThatHasConvergedIsFrozenAtTheSameFrame() {
    NetworkSpec spec =
        ShippedNetworks.shortened("firstspike-2026-quick", 5000).toBuilder()
            .feature("S1", f -> f.maps(6).stdp(s -> s.convergence(0.1f)))
            .build();
    LabelledStimuli images = ShippedNetworks.labelled(spec, 50);
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
    LabelledStimuli images = ShippedNetworks.labelled(spec, 40);
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

  /** A place in training at which the driver fails. */
  private enum Failure {
    WITHIN_FEATURES("cuLaunchCooperativeKernel", 2, 0),
    WITHIN_THE_FIRST_PASS("cuLaunchKernel", 1, 0),
    WITHIN_THE_SECOND_PASS("cuLaunchKernel", 3, 1),
    /** While the weights come back, some of which have been read already. */
    AT_THE_END_OF_THE_SECOND_PASS("cuMemcpyDtoH_v2", 5, 1);

    private final String function;
    private final int after;
    private final int passes;

    Failure(String function, int after, int passes) {
      this.function = function;
      this.after = after;
      this.passes = passes;
    }

    void plan(int passed) {
      if (passed == passes) {
        Shim.fail(function, LAUNCH_FAILED, after);
      }
    }
  }

  /** Trains with a failure of the driver on the way. */
  private static ConfusionMatrix trainFailing(
      Learner learner, Trainer made, LabelledStimuli images, Failure failure) {
    try (Trainer trainer = made) {
      if (failure == Failure.WITHIN_FEATURES) {
        failure.plan(0);
      }
      trainer.learnFeatures(learner, images, TrainingListener.NONE);
      if (failure == Failure.WITHIN_THE_FIRST_PASS) {
        failure.plan(0);
      }
      return trainer.learnDecisions(
          learner,
          images,
          3,
          new TrainingListener() {
            @Override
            public void learned(String layer, long done, long planned, Progress progress) {}

            @Override
            public void passed(int pass, ConfusionMatrix prequential) {
              failure.plan(pass);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void withAutoTheProcessorGoesOnWithTheSameBitsAndOneLineSaysSo(Failure failure) {
    // Varied images: those of a pass that is begun again must be the same ones.
    NetworkSpec spec = adaptive().toBuilder().training(new TrainingSpec(1, 0, 0)).build();
    LabelledStimuli images = ShippedNetworks.labelled(spec, 40);
    Learner here = Learner.fresh(spec, 9);
    Learner there = Learner.fresh(spec, 9);
    ConfusionMatrix expected = train(here, new Trainer(1), images, 3);
    Shim.setMemory(256 << 20);
    Backend auto = Backends.choose(Backends.AUTO, spec);
    List<String> lines =
        LogLines.during(
            "io.firstspike.engine.backend.BackendOrCpu",
            () ->
                assertThat(
                        trainFailing(there, new Trainer(1, null, auto), images, failure).counts())
                    .isDeepEqualTo(expected.counts()));
    assertThat(there.progress()).isEqualTo(here.progress());
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("backend cuda failed, cpu goes on: ")
        .contains("719");
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      names = {"WITHIN_THE_SECOND_PASS", "AT_THE_END_OF_THE_SECOND_PASS"})
  void byNameAFailureEndsTheTrainingWithTheWeightsOfThePassBefore(Failure failure) {
    NetworkSpec spec = adaptive();
    LabelledStimuli images = ShippedNetworks.labelled(spec, 40);
    Learner here = Learner.fresh(spec, 9);
    Learner there = Learner.fresh(spec, 9);
    train(here, new Trainer(1), images, 1);
    Trainer trainer = new Trainer(1, null, new CudaBackend().with("memory=256m"));
    assertThatThrownBy(() -> trainFailing(there, trainer, images, failure))
        .isInstanceOf(BackendFailure.class)
        .hasMessageContaining("719");
    assertThat(there.progress()).isEqualTo(here.progress());
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
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
