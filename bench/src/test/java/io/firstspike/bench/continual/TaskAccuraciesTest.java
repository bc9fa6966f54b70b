package io.firstspike.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TaskAccuraciesTest {

  private static final double NOT_YET = Double.NaN;

  @Test
  void forgettingIsTheMeanLossSinceTheBestOverAllTasksButTheLast() {
    TaskAccuracies accuracies = new TaskAccuracies();
    accuracies.add(0, new double[] {0.9, NOT_YET, NOT_YET});
    accuracies.add(1, new double[] {0.95, 0.8, NOT_YET});
    accuracies.add(2, new double[] {0.5, 0.85, 0.9});

    // 0.95 - 0.5 and 0.8 - 0.85.
    assertThat(accuracies.forgetting().orElseThrow()).isCloseTo(0.2, within(1e-12));
    assertThat(accuracies.mean().orElseThrow()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void aTaskThatComesBackIsNotForgottenWhileItIsTheLast() {
    TaskAccuracies accuracies = new TaskAccuracies();
    accuracies.add(0, new double[] {0.9, NOT_YET});
    accuracies.add(1, new double[] {0.2, 0.8});
    accuracies.add(0, new double[] {0.7, 0.5});

    assertThat(accuracies.forgetting().orElseThrow()).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void oneTaskKnowsNoForgetting() {
    TaskAccuracies accuracies = new TaskAccuracies();
    accuracies.add(0, new double[] {0.9});

    assertThat(accuracies.forgetting()).isEmpty();
    assertThat(accuracies.mean()).isEmpty();
  }
}
