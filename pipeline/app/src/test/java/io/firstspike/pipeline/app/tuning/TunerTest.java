package io.firstspike.pipeline.app.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.tuning.Aspect;
import io.firstspike.engine.tuning.Fold;
import io.firstspike.engine.tuning.Limit;
import io.firstspike.engine.tuning.Reason;
import io.firstspike.engine.tuning.Tuner;
import io.firstspike.engine.tuning.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TunerTest {

  private static final Dataset DIGITS = MnistSample.train();
  private static final Fold FOLD = new Fold(DIGITS.slice(0, 200), DIGITS.slice(200, 300));
  private static final InputSpec SIZE = new InputSpec(28, 28);
  private static final int MAPS = 10;
  private static final int PASSES = 2;

  private static Tuner tuner(long seed, int threads) {
    return new Tuner("tuned", SIZE, DIGITS.classes(), List.of(FOLD), MAPS, PASSES, seed, threads);
  }

  private static Limit trials(int most) {
    return new Limit(Double.POSITIVE_INFINITY, () -> 0, most);
  }

  private static Tuning search(long seed, int trials, int threads) {
    return tuner(seed, threads).search(trials(trials), 200, trial -> {}).orElseThrow();
  }

  @Test
  void its_accuracy_is_that_of_a_trainer_with_its_spec() {
    Tuning tuning = search(1, 2, 1);

    Learner learner = Learner.fresh(tuning.spec(), 1);
    try (Trainer trainer = new Trainer(1)) {
      trainer.learnFeatures(learner, FOLD.taught(), TrainingListener.NONE);
      trainer.learnDecisions(learner, FOLD.taught(), PASSES, TrainingListener.NONE);
      assertThat(trainer.evaluate(learner.serving(), FOLD.validated()).accuracy())
          .isEqualTo(tuning.accuracy());
    }
    assertThat(tuning.accuracy()).isGreaterThan(0.6);
    assertThat(tuning.whole()).isTrue();
    assertThat(tuning.validated()).isEqualTo(100);
  }

  @Test
  void the_same_number_of_trials_gives_the_same_whatever_the_threads() {
    assertThat(search(1, 2, 2)).isEqualTo(search(1, 2, 1));
  }

  @Test
  void trials_come_in_the_order_of_their_seed() {
    assertThat(words(1)).isNotEqualTo(words(2));
  }

  private static List<String> words(long seed) {
    List<String> words = new ArrayList<>();
    tuner(seed, 2).search(trials(2), 200, trial -> words.add(trial.words()));
    return words;
  }

  @Test
  void every_aspect_has_its_reason_with_a_figure() {
    List<Reason> reasons = search(1, 2, 2).reasons();

    for (Aspect aspect : Aspect.values()) {
      assertThat(reasons)
          .filteredOn(reason -> reason.field().equals(aspect.field()))
          .singleElement()
          .extracting(Reason::words)
          .asString()
          .containsAnyOf("%", "only option", "no other");
    }
    assertThat(reasons.get(0).words()).contains("28x28 pixels");
  }

  /** Time is up before the second trial has begun, or while it runs. */
  @Test
  void the_end_of_the_time_leaves_the_best_so_far() {
    List<Integer> told = new ArrayList<>();
    Limit limit = new Limit(1, () -> told.isEmpty() ? 0 : 2, Integer.MAX_VALUE);
    Optional<Tuning> tuning = tuner(1, 1).search(limit, 200, trial -> told.add(trial.number()));

    assertThat(tuning).isPresent();
    assertThat(tuner(1, 1).search(new Limit(1, () -> 2, 5), 200, trial -> {})).isEmpty();
  }

  @Test
  void its_spec_can_be_read_back() {
    NetworkSpec spec = search(1, 1, 1).spec();
    assertThat(NetworkSpec.parse("tuned", spec.toYaml())).isEqualTo(spec);
  }
}
