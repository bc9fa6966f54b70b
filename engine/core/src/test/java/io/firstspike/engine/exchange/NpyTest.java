package io.firstspike.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {

  private static final NumericArray FLOATS =
      NumericArray.of(new float[] {1, -0.5f, Float.MIN_VALUE, 3e38f, 0, 7}, 2, 3);
  private static final NumericArray INTEGERS =
      NumericArray.of(new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}, 3);

  @Test
  void floatsAndIntegersComeBack() {
    NumericArray floats = Npy.read("f", Npy.write(FLOATS));
    NumericArray integers = Npy.read("i", Npy.write(INTEGERS));

    assertThat(floats.isFloat()).isTrue();
    assertThat(floats.dimensions()).containsExactly(2, 3);
    assertThat(floats.floats()).containsExactly(FLOATS.floats());
    assertThat(integers.isFloat()).isFalse();
    assertThat(integers.dimensions()).containsExactly(3);
    assertThat(integers.integers()).containsExactly(INTEGERS.integers());
  }

  @Test
  void theHeaderIsTheOneNumpyWrites() {
    byte[] file = Npy.write(FLOATS);

    String header = new String(file, 10, 118, StandardCharsets.US_ASCII);
    assertThat(header)
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")
        .endsWith("\n");
    assertThat(Npy.write(INTEGERS)).hasSize(128 + 3 * 8);
    assertThat(new String(Npy.write(INTEGERS), 10, 118, StandardCharsets.US_ASCII))
        .contains("'shape': (3,), ");
  }

  @Test
  void whatCannotBeReadIsNamedWithTheRemedy() {
    byte[] doubles =
        new String(Npy.write(FLOATS), StandardCharsets.ISO_8859_1)
            .replace("<f4", ">f4")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Npy.read("w.npy", "hello numpy".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("w.npy is no NumPy array");
    assertThatThrownBy(() -> Npy.read("w.npy", doubles)).hasMessageContaining("w.npy holds >f4");
    assertThatThrownBy(() -> Npy.read("w.npy", Arrays.copyOf(Npy.write(FLOATS), 140)))
        .hasMessageContaining("should hold 24 bytes of numbers, but holds 12");
  }

  @Test
  void fortranOrderIsPutIntoCOrder() {
    byte[] file =
        new String(Npy.write(FLOATS), StandardCharsets.ISO_8859_1)
            .replace("False", "True ")
            .getBytes(StandardCharsets.ISO_8859_1);

    NumericArray array = Npy.read("w.npy", file);

    // The file's numbers 0 to 5 are (0, 0), (1, 0), (0, 1), ... of an array of 2 x 3.
    float[] v = FLOATS.floats();
    assertThat(array.dimensions()).containsExactly(2, 3);
    assertThat(array.floats()).containsExactly(v[0], v[2], v[4], v[1], v[3], v[5]);
  }

  @Property(tries = 500, seed = "1")
  void damageIsAnotherArrayOrAFormatException(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] file = Npy.write(FLOATS);
    file[random.nextInt(file.length)] = (byte) random.nextInt();

    try {
      assertThat(Npy.read("w.npy", file)).isNotNull();
    } catch (FormatException e) {
      assertThat(e).hasMessageStartingWith("w.npy ");
    }
  }

  @Test
  void severalArraysComeBackFromOneFile(@TempDir Path folder) throws IOException {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    arrays.put("conv1.weight", FLOATS);
    arrays.put("counts", INTEGERS);

    Npz.write(folder.resolve("a.npz"), arrays);
    Npz.write(folder.resolve("b.npz"), arrays);

    Map<String, NumericArray> read = Npz.read(folder.resolve("a.npz"));
    assertThat(read).containsOnlyKeys("conv1.weight", "counts");
    assertThat(read.get("conv1.weight").floats()).containsExactly(FLOATS.floats());
    assertThat(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("b.npz"));
  }

  @Test
  void aFileThatIsNoArchiveIsNamed(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("a.npz"), "not a zip");

    assertThatThrownBy(() -> Npz.read(text)).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Npz.read(folder.resolve("none")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("none does not exist");
  }
}
