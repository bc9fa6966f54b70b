package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetViewTest {

  private final Dataset digits = MnistSample.test();

  @Test
  void sliceIsAWindowOnTheWhole() {
    Dataset slice = digits.slice(100, 110);
    assertThat(slice.size()).isEqualTo(10);
    assertThat(slice.label(3)).isEqualTo(digits.label(103));
    assertThat(slice.image(3).samples()).isEqualTo(digits.image(103).samples());
    assertThat(slice.classes()).isEqualTo(digits.classes());
    assertThat(slice.name()).isEqualTo("mnist-sample-test[100..110)");
  }

  @Test
  void sliceMustLieWithin() {
    for (int[] range : new int[][] {{-1, 5}, {6, 5}, {0, 501}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> digits.slice(range[0], range[1]))
          .withMessageContaining("examples 0 to 499");
    }
  }

  @Test
  void shuffledHoldsEveryImageOnceWithItsLabel() {
    Dataset shuffled = digits.shuffled(1);
    assertThat(fingerprints(shuffled)).isNotEqualTo(fingerprints(digits));
    assertThat(fingerprints(shuffled)).containsExactlyInAnyOrderElementsOf(fingerprints(digits));
  }

  @Test
  void orderDependsOnTheSeedAlone() {
    assertThat(fingerprints(digits.shuffled(7))).isEqualTo(fingerprints(digits.shuffled(7)));
    assertThat(fingerprints(digits.shuffled(7))).isNotEqualTo(fingerprints(digits.shuffled(8)));
  }

  private static List<String> fingerprints(Dataset dataset) {
    return IntStream.range(0, dataset.size())
        .mapToObj(i -> dataset.label(i) + ":" + Arrays.hashCode(dataset.image(i).samples()))
        .toList();
  }
}
