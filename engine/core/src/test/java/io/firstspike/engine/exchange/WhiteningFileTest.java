package io.firstspike.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.filter.ZcaWhitening;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhiteningFileTest {

  @TempDir private Path folder;

  @Test
  void whatIsSavedAndLoadedWhitensTheSameBitForBit() {
    float[][] samples = new float[40][25];
    Random random = new Random(1);
    for (float[] sample : samples) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] = random.nextInt(256);
      }
    }
    ZcaWhitening whitening = ZcaWhitening.fit(samples, 0.5);
    Path file = folder.resolve("zca.npz");
    WhiteningFile.write(file, whitening);
    ZcaWhitening loaded = WhiteningFile.read(file);

    assertThat(loaded.mean()).isEqualTo(whitening.mean());
    assertThat(loaded.matrix()).isEqualTo(whitening.matrix());
    for (float[] sample : samples) {
      float[] expected = new float[25];
      float[] whitened = new float[25];
      whitening.apply(sample, expected);
      loaded.apply(sample, whitened);
      assertThat(whitened).isEqualTo(expected);
    }
  }

  @Test
  void filesThatHoldSomethingElseAreRefused() {
    Path file = folder.resolve("a.npz");
    assertThatThrownBy(() -> WhiteningFile.read(file)).hasMessageContaining("does not exist");

    Npz.write(file, Map.of("mean", NumericArray.of(new float[2], 2)));
    assertThatThrownBy(() -> WhiteningFile.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageEndingWith("holds [mean]; whitening needs mean and matrix");

    Npz.write(
        file,
        Map.of(
            "mean", NumericArray.of(new float[2], 2), "matrix", NumericArray.of(new float[9], 9)));
    assertThatThrownBy(() -> WhiteningFile.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("holds no whitening: whitening of 2 cells needs a matrix of 4");
  }
}
