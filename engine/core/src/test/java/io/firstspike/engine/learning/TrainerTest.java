package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void aListenerHearsOfEveryPassAndMayTestMeanwhile() {
    LabelledImages strokes = new Strokes(60);
    NetworkSpec spec = SPEC.withSchedule(Map.of("S1", 0L, "S2", 0L));
    Learner learner = Learner.fresh(spec, 9);
    ConfusionMatrix sum = ConfusionMatrix.empty(spec.decision().labels());
    List<Long> labels = new ArrayList<>();
    List<Long> tested = new ArrayList<>();
    try (Trainer trainer = new Trainer(2)) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void learned(String layer, long done, long planned, Progress progress) {}

            @Override
            public void passed(int pass, ConfusionMatrix prequential) {
              assertThat(prequential.total()).isEqualTo(60);
              assertThat(pass).isEqualTo(labels.size() + 1);
              labels.add(learner.progress().labels());
              tested.add(trainer.evaluate(learner.serving(), strokes).total());
              sum.add(prequential);
            }
          };
      ConfusionMatrix prequential = trainer.learnDecisions(learner, strokes, 3, listener);

      assertThat(labels).containsExactly(60L, 120L, 180L);
      assertThat(tested).containsExactly(60L, 60L, 60L);
      assertThat(prequential.counts()).isDeepEqualTo(sum.counts());
    }
  }

  @Test
  void aLayerThatHasConvergedSeesNoMoreImages() {
    NetworkSpec converging =
        SPEC.toBuilder()
            .feature("S1", f -> f.stdp(s -> s.frames(1200).convergence(0.2f)))
            .feature("S2", f -> f.stdp(s -> s.frames(30)))
            .build();
    LabelledImages strokes = new Strokes(60);
    Learner plain = Learner.fresh(converging, 9);
    Classifier classifier = new Classifier(plain.network());
    for (int i = 0; !plain.deciding(); i++) {
      Volley encoded = classifier.encode(strokes.image((i < 500 ? i : i - 500) % 60));
      plain.learnFeatures(classifier.features(encoded, plain.stage()));
    }
    assertThat(plain.progress().featureFrames()).isEqualTo(530);

    Learner learner = Learner.fresh(converging, 9);
    try (Trainer trainer = new Trainer(2)) {
      trainer.learnFeatures(learner, strokes, TrainingListener.NONE);
    }
    assertThat(learner.progress()).isEqualTo(plain.progress());
    assertThat(Model.fingerprint(learner.network().weights()))
        .isEqualTo(Model.fingerprint(plain.network().weights()));
  }

  @Test
  void aCacheChangesNothingAndIsWrittenOnce(@TempDir Path folder) throws IOException {
    LabelledImages strokes = new Strokes(60);
    String plain = weightsAndMatrix(new Trainer(2), strokes);
    String first = weightsAndMatrix(new Trainer(2, folder, Backends.cpu()), strokes);
    Map<String, FileTime> written = files(folder);
    String second = weightsAndMatrix(new Trainer(3, folder, Backends.cpu()), strokes);

    assertThat(first).isEqualTo(plain);
    assertThat(second).isEqualTo(plain);
    // The encoded images for S1, the output of S1 for S2, and the evidence.
    assertThat(written).hasSize(3);
    assertThat(files(folder)).isEqualTo(written);
  }

  private static String weightsAndMatrix(Trainer trainer, LabelledImages images) {
    Learner learner = Learner.fresh(SPEC, 9);
    try (trainer) {
      trainer.learnFeatures(learner, images, TrainingListener.NONE);
      trainer.learnDecisions(learner, images, 2, TrainingListener.NONE);
      ConfusionMatrix tested = trainer.evaluate(learner.network(), images);
      return Model.fingerprint(learner.network().weights()) + Arrays.deepToString(tested.counts());
    }
  }

  /** The times of writing, by name. A file that is moved into place again has another time. */
  private static Map<String, FileTime> files(Path folder) throws IOException {
    Map<String, FileTime> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  @Test
  void aLabelTheNetworkDoesNotKnowIsNamed() {
    LabelledImages odd = new MadeUpImages(1, i -> Image.grey(28, 28, new byte[784]), i -> "cup");
    try (Trainer trainer = new Trainer(1)) {
      assertThatThrownBy(() -> trainer.evaluate(Learner.fresh(SPEC, 1).network(), odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("example 0 has label \"cup\"; network mozafari-2019 knows [0, 1,");
    }
  }
}
