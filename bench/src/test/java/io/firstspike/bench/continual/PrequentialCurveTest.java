package io.firstspike.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrequentialCurveTest {

  @Test
  void theCurveAveragesOverItsWindowAndTheAreaIsItsMean() {
    PrequentialCurve curve = new PrequentialCurve(2);
    for (boolean right : new boolean[] {true, false, false, true, true}) {
      curve.add(right);
    }
    assertThat(curve.curve()).containsExactly(1, 0.5, 0, 0.5, 1);
    assertThat(curve.area()).isCloseTo(0.6, within(1e-12));
    assertThat(curve.accuracy()).isEqualTo(0.6);
    assertThat(curve.accuracy(1, 3)).isZero();
  }

  @Test
  void theWindowIsAThousandLabelsOrATwentiethOfAShortStream() {
    assertThat(PrequentialCurve.windowFor(60_000)).isEqualTo(1000);
    assertThat(PrequentialCurve.windowFor(2000)).isEqualTo(100);
    assertThat(PrequentialCurve.windowFor(3)).isEqualTo(1);
  }

  @Test
  void recoveryIsCountedFromTheBoundaryInWindowsThatLieAfterIt() {
    PrequentialCurve curve = new PrequentialCurve(1000);
    add(curve, 1000, true);
    curve.begin();
    add(curve, 300, false);
    add(curve, 700, true);
    curve.begin();
    add(curve, 150, true);

    // 190 of 200 right are enough: labels 291 to 490 after the boundary.
    assertThat(curve.recovery(0)).hasValue(490);
    // 200 labels have not come since the second boundary.
    assertThat(curve.recovery(1)).isEmpty();
    assertThat(curve.length(0)).isEqualTo(1000);
    assertThat(curve.length(1)).isEqualTo(150);
  }

  @Test
  void settledAccuracyIsThatOfTheSecondThousandLabels() {
    PrequentialCurve curve = new PrequentialCurve(1000);
    add(curve, 500, true);
    curve.begin();
    add(curve, 1000, false);
    add(curve, 250, true);
    add(curve, 750, false);
    add(curve, 10, true);
    curve.begin();
    add(curve, 1999, true);

    assertThat(curve.settled(0)).hasValue(0.25);
    assertThat(curve.settled(1)).isEmpty();
  }

  private static void add(PrequentialCurve curve, int count, boolean right) {
    IntStream.range(0, count).forEach(i -> curve.add(right));
  }
}
