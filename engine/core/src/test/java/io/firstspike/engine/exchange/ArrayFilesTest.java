package io.firstspike.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayFilesTest {

  private static final NumericArray ARRAY = NumericArray.of(new float[] {1, -0.5f}, 1, 2);

  @TempDir private Path folder;

  /**
   * The file was written by numpy.savez_compressed: float64 in Fortran order, float32, and int64 in
   * Fortran order.
   */
  @Test
  void aFileThatNumpyWroteIsRead() throws URISyntaxException {
    Path file = Path.of(ArrayFilesTest.class.getResource("numpy.npz").toURI());

    Map<String, NumericArray> arrays = ArrayFiles.read(file);

    assertThat(arrays).containsOnlyKeys("conv1.weight", "fc", "steps");
    requireFormula(arrays.get("conv1.weight"), 4, 2, 3, 5);
    requireFormula(arrays.get("fc"), 3, 4, 2, 2);
    assertThat(arrays.get("steps").dimensions()).containsExactly(3, 2);
    assertThat(arrays.get("steps").integers()).containsExactly(0, 3, 1, 4, 2, 5);
  }

  /** Checks that the number at (o, i, y, x) is ((7 o + 5 i + 3 y + x) mod 11) / 8. */
  private static void requireFormula(NumericArray array, int... dimensions) {
    assertThat(array.dimensions()).containsExactly(dimensions);
    int at = 0;
    for (int o = 0; o < dimensions[0]; o++) {
      for (int i = 0; i < dimensions[1]; i++) {
        for (int y = 0; y < dimensions[2]; y++) {
          for (int x = 0; x < dimensions[3]; x++) {
            assertThat(array.floats()[at++]).isEqualTo((7 * o + 5 * i + 3 * y + x) % 11 / 8f);
          }
        }
      }
    }
  }

  @Test
  void otherFilesOfAFolderAreLeftAlone() throws IOException {
    ArrayFiles.writeNpy(folder, Map.of("S1", ARRAY));
    Files.writeString(folder.resolve("README.md"), "weights");

    assertThat(ArrayFiles.read(folder)).containsOnlyKeys("S1");
  }

  @Test
  void aFolderWithNoneOrTwoOfAnArrayIsRefused() {
    assertThatThrownBy(() -> ArrayFiles.read(folder))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a folder without .npy and .txt files");

    ArrayFiles.writeNpy(folder, Map.of("S1", ARRAY));
    ArrayFiles.writeText(folder, Map.of("S1", ARRAY));
    assertThatThrownBy(() -> ArrayFiles.read(folder))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("two arrays S1");
  }

  @Test
  void aNameThatLeadsOutOfTheFolderIsRefused() {
    for (String name : new String[] {"../S1", "..", "a\\b", "C:S1"}) {
      assertThatThrownBy(() -> ArrayFiles.writeNpy(folder, Map.of(name, ARRAY)))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("choose a .npz file");
    }
  }
}
