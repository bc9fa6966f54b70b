package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real GPU, where there is one: 10,000 digits and 60,000 labels, equal bit by bit. */
@Tag("gpu")
class GpuTest {

  private static final int DIGITS = Integer.getInteger("firstspike.gpu.digits", 10_000);
  private static final int LABELS = Integer.getInteger("firstspike.gpu.labels", 60_000);

  @BeforeEach
  void requireDevice() {
    new CudaBackend().obstacle().ifPresent(Assumptions::abort);
  }

  /** The digits of the sample, each time shifted by some other pixels. */
  private record Shifted(Dataset digits, int size) implements LabelledImages {

    @Override
    public Image image(int index) {
      byte[] samples = digits.image(index % digits.size()).samples();
      int turn = index / digits.size();
      int by = (turn % 5 - 2) * 28 + turn / 5 % 5 - 2;
      byte[] shifted = new byte[samples.length];
      for (int i = 0; i < samples.length; i++) {
        shifted[i] = samples[Math.floorMod(i - by, samples.length)];
      }
      return Image.grey(28, 28, shifted);
    }

    @Override
    public String label(int index) {
      return digits.label(index % digits.size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "firstspike-2026",
        "firstspike-2026-deep",
        "kheradpisheh-2018",
        "mozafari-2019",
        "mozafari-2019-connected",
        "rezghi-2022"
      })
  void tenThousandDigitsAreDecidedAlike(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    Network network = ShippedNetworks.withFrozenFeatures(spec, 8);
    Shifted digits = new Shifted(MnistSample.train(), DIGITS);
    List<Image> images = IntStream.range(0, DIGITS).mapToObj(digits::image).toList();
    Classifier classifier = new Classifier(network);
    try (Inference inference = new CudaBackend().open(network)) {
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
      assertThat(inference.evidence(images.subList(0, DIGITS / 10)))
          .isEqualTo(images.stream().limit(DIGITS / 10).map(classifier::evidence).toList());
    }
  }

  @Test
  void sixtyThousandLabelsEndWithTheSameWeights() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", 2000L));
    Shifted digits = new Shifted(MnistSample.train(), LABELS);
    Learner here = Learner.fresh(spec, 9);
    Learner there = Learner.fresh(spec, 9);
    train(here, new Trainer(2), digits);
    train(there, new Trainer(2, null, new CudaBackend()), digits);
    assertThat(there.progress()).isEqualTo(here.progress());
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
  }

  private static void train(Learner learner, Trainer made, LabelledImages images) {
    try (Trainer trainer = made) {
      trainer.learnFeatures(learner, images, TrainingListener.NONE);
      trainer.learnDecisions(learner, images, 1, TrainingListener.NONE);
    }
  }
}
