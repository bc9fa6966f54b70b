package io.firstspike.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OperationCounterTest {

  private static final Network NETWORK = Network.fresh(NetworkSpec.load("firstspike-2026"), 1);

  @Test
  void spikesAndTheSynapsesTheyReachAreCounted() {
    byte[] pixels = new byte[28 * 28];
    new Random(1).nextBytes(pixels);
    Image image = Image.grey(28, 28, pixels);
    Classifier classifier = new Classifier(NETWORK);
    Volley encoded = classifier.encode(image);
    Volley features = classifier.evidence(encoded);

    OperationCount effort = new OperationCounter(NETWORK).measure(image);

    assertThat(effort.spikes()).isEqualTo(encoded.count() + features.count());
    assertThat(effort.synapticOperations())
        .isEqualTo(250L * inSight(encoded) + 10L * features.count());
    assertThat(effort.multiplyAdds()).isEqualTo(250L * 28 * 28 * 150 + 10L * 250 * 9 * 9);
    assertThat(effort.steps()).isEqualTo(15);
  }

  /** For each spike, the number of cells within two rows and columns of it. */
  private static int inSight(Volley volley) {
    int cells = 0;
    for (int i = 0; i < volley.count(); i++) {
      int row = volley.spike(i) % (28 * 28) / 28;
      int column = volley.spike(i) % 28;
      int rows = Math.min(27, row + 2) - Math.max(0, row - 2) + 1;
      cells += rows * (Math.min(27, column + 2) - Math.max(0, column - 2) + 1);
    }
    return cells;
  }

  @Test
  void energyIsThatOfTheOperations() {
    OperationCount effort =
        new OperationCount(1, 10, 1000, 2000, 15).plus(new OperationCount(1, 20, 3000, 2000, 15));

    assertThat(effort.spikesPerImage()).isEqualTo(15);
    assertThat(effort.spikingNanojoules()).isCloseTo(1.8, Offset.offset(1e-9));
    assertThat(effort.denseNanojoules()).isCloseTo(9.2, Offset.offset(1e-9));
  }
}
