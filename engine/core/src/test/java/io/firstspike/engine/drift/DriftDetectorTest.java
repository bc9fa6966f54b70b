package io.firstspike.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spec.DriftSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {

  private static final DriftSpec SPEC = new DriftSpec(0.05f, 25, 20, null);

  private final Random random = new Random(1);

  /** Adds decisions of which a share is wrong; returns the label at which drift is seen, or -1. */
  private long add(DriftDetector detector, long from, long to, double wrong) {
    for (long at = from; at < to; at++) {
      if (detector.add((int) (at % 10), random.nextDouble() >= wrong, at)) {
        return at;
      }
    }
    return -1;
  }

  @Test
  void anErrorThatFallsOrStaysIsNoDrift() {
    DriftDetector detector = new DriftDetector(SPEC, 10);
    assertThat(add(detector, 1, 1_000, 0.6)).isEqualTo(-1);
    assertThat(add(detector, 1_000, 10_000, 0.1)).isEqualTo(-1);
    assertThat(add(detector, 10_000, 600_000, 0.02)).isEqualTo(-1);
    assertThat(detector.drift()).isEqualTo(Drift.NONE);
  }

  @Test
  void aRiseIsSeenSoonAndItsBeginningIsTold() {
    DriftDetector detector = new DriftDetector(SPEC, 10);
    add(detector, 1, 20_001, 0.02);
    assertThat(detector.drift().warning()).isFalse();
    long seen = add(detector, 20_001, 21_000, 0.9);
    assertThat(seen).isBetween(20_020L, 20_060L);
    assertThat(detector.drift().drifts()).isEqualTo(1);
    assertThat(detector.drift().at()).isEqualTo(seen);
    assertThat(detector.drift().since()).isBetween(19_950L, 20_005L);
  }

  @Test
  void halfTheWayIsAWarning() {
    DriftDetector detector = new DriftDetector(SPEC, 10);
    add(detector, 1, 20_001, 0.02);
    assertThat(add(detector, 20_001, 20_020, 1)).isEqualTo(-1);
    assertThat(detector.drift().warning()).isTrue();
    add(detector, 20_020, 21_000, 0);
    assertThat(detector.drift().warning()).as("it has passed").isFalse();
  }

  @Test
  void errorsOnNewLabelsAreNoDrift() {
    DriftDetector detector = new DriftDetector(SPEC, 100);
    add(detector, 1, 5_001, 0.02);
    for (int label = 10; label < 60; label++) {
      for (int i = 0; i < 20; i++) {
        assertThat(detector.add(label, false, 6_000)).isFalse();
      }
    }
    assertThat(detector.drift()).isEqualTo(Drift.NONE);
  }

  @Test
  void afterDriftItBeginsAnew() {
    DriftDetector detector = new DriftDetector(SPEC, 10);
    add(detector, 1, 5_001, 0.02);
    long seen = add(detector, 5_001, 6_000, 0.95);
    assertThat(add(detector, seen + 1, seen + 200, 0.95)).as("all labels are new").isEqualTo(-1);
    add(detector, seen + 200, 20_000, 0.02);
    assertThat(add(detector, 20_000, 21_000, 0.95)).isPositive();
    assertThat(detector.drift().drifts()).isEqualTo(2);
  }

  @Test
  void aRestoredDetectorGoesOn() throws IOException {
    DriftDetector detector = new DriftDetector(SPEC, 10);
    add(detector, 1, 5_001, 0.1);
    add(detector, 5_001, 5_020, 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.write(new DataOutputStream(bytes));
    DriftDetector restored = new DriftDetector(SPEC, 10);
    restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(restored.drift()).isEqualTo(detector.drift());
    boolean seen = false;
    for (long at = 5_020; at < 5_100; at++) {
      boolean drift = detector.add(1, false, at);
      assertThat(restored.add(1, false, at)).isEqualTo(drift);
      seen |= drift;
    }
    assertThat(seen).isTrue();
    assertThat(restored.drift()).isEqualTo(detector.drift());
  }
}
