package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {

  private static final int FOLDS = 5;
  private static final LabelledStimuli DIGITS = new Digits(MnistSample.test().slice(0, 100));

  /** Digits of which each is one object, so that they can be told apart. */
  private record Digits(Dataset digits, List<Image> images) implements LabelledStimuli {

    Digits(Dataset digits) {
      this(digits, IntStream.range(0, digits.size()).mapToObj(digits::image).toList());
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public Stimulus stimulus(int index) {
      return images.get(index);
    }

    @Override
    public String label(int index) {
      return digits.label(index);
    }
  }

  private static List<Stimulus> stimuli(LabelledStimuli examples) {
    return IntStream.range(0, examples.size()).mapToObj(examples::stimulus).toList();
  }

  private static Map<String, Long> classes(LabelledStimuli examples) {
    return IntStream.range(0, examples.size())
        .mapToObj(examples::label)
        .collect(Collectors.groupingBy(label -> label, Collectors.counting()));
  }

  @Test
  void each_example_is_tested_once_with_what_the_others_have_taught() {
    Folds folds = new Folds(DIGITS, FOLDS, 1);
    List<Stimulus> tested = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Stimulus> both = new ArrayList<>(stimuli(folds.test(fold)));
      tested.addAll(both);
      both.addAll(stimuli(folds.training(fold)));
      assertThat(both).containsExactlyInAnyOrderElementsOf(stimuli(DIGITS));
    }
    assertThat(tested).containsExactlyInAnyOrderElementsOf(stimuli(DIGITS));
  }

  @Test
  void a_class_is_spread_evenly_and_labels_stay_with_their_examples() {
    Folds folds = new Folds(DIGITS, FOLDS, 1);
    Map<Stimulus, String> labels =
        IntStream.range(0, DIGITS.size())
            .boxed()
            .collect(Collectors.toMap(DIGITS::stimulus, DIGITS::label));
    for (int fold = 0; fold < FOLDS; fold++) {
      LabelledStimuli test = folds.test(fold);
      classes(DIGITS)
          .forEach(
              (label, count) ->
                  assertThat(classes(test).getOrDefault(label, 0L))
                      .isBetween(count / FOLDS, (count + FOLDS - 1) / FOLDS));
      LabelledStimuli training = folds.training(fold);
      for (int i = 0; i < training.size(); i++) {
        assertThat(training.label(i)).isEqualTo(labels.get(training.stimulus(i)));
      }
    }
  }

  @Test
  void folds_depend_on_the_seed_alone() {
    LabelledStimuli training = new Folds(DIGITS, FOLDS, 2).training(3);
    assertThat(stimuli(new Folds(DIGITS, FOLDS, 2).training(3))).isEqualTo(stimuli(training));
    assertThat(stimuli(new Folds(DIGITS, FOLDS, 3).training(3))).isNotEqualTo(stimuli(training));
  }

  @Test
  void examples_of_a_group_stay_together() {
    Folds folds = new Folds(DIGITS, index -> "object " + index / 4, FOLDS, 1);
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Stimulus> test = stimuli(folds.test(fold));
      for (int i = 0; i < DIGITS.size(); i++) {
        int example = i;
        boolean held = test.contains(DIGITS.stimulus(i));
        IntStream.range(i / 4 * 4, i / 4 * 4 + 4)
            .filter(other -> DIGITS.label(other).equals(DIGITS.label(example)))
            .forEach(
                other ->
                    assertThat(test.contains(DIGITS.stimulus(other)))
                        .as("examples %s and %s", example, other)
                        .isEqualTo(held));
      }
    }
  }
}
