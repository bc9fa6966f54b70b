package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolleyFileTest {

  private static final byte[] FINGERPRINT = bytes(1);
  private static final int SIZE = 20;
  private static final Shape SHAPE = new Shape(2, 6, 5);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.volleys");
  }

  @Test
  void givesBackWhatItKeepsBeforeAndAfterItIsClosed() {
    try (VolleyFile store = open()) {
      assertThat(store.read(3)).isNull();
      for (int i = SIZE - 1; i >= 0; i -= 2) {
        store.keep(i, volley(i));
      }
      store.keep(19, volley(0));
      assertThat(store.read(19)).isEqualTo(volley(19));
      assertThat(Files.exists(file)).isFalse();
    }
    try (VolleyFile store = open()) {
      for (int i = 0; i < SIZE; i++) {
        assertThat(store.read(i)).isEqualTo(i % 2 == 0 ? null : volley(i));
      }
    }
    assertThat(folder.toFile().list()).containsExactly("a.volleys");
  }

  @Test
  void anyByteThatChangesIsNoticed() throws IOException {
    keepThree();
    byte[] content = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] changed = content.clone();
      int at = i < 60 ? i : random.nextInt(content.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      assertThatThrownBy(this::open)
          .as("byte %d", at)
          .isInstanceOf(VolleyCacheException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aFileThatIsCutShortOrGrownIsNoticed() throws IOException {
    keepThree();
    byte[] content = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, 47, 48, 100, content.length - 1, content.length + 1}) {
      Files.write(file, Arrays.copyOf(content, length));
      assertThatThrownBy(this::open)
          .as("%d bytes", length)
          .isInstanceOf(VolleyCacheException.class);
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    keepThree();
    assertThatThrownBy(() -> VolleyFile.open(file, bytes(2), SIZE, SHAPE))
        .hasMessageContaining("was made from other images")
        .hasMessageContaining("fingerprint 0101010101010101, not 0202020202020202");
    assertThatThrownBy(() -> VolleyFile.open(file, FINGERPRINT, SIZE + 1, SHAPE))
        .hasMessageContaining("was made from other images");

    byte[] content = Files.readAllBytes(file);
    content[11] = 2;
    Files.write(file, content);
    assertThatThrownBy(this::open).hasMessageContaining("format version 2; this program reads 1");
    Files.writeString(file, "not a cache at all, but text that is long enough to be one");
    assertThatThrownBy(this::open).hasMessageContaining("does not begin with FSPKVOLL");
    assertThatThrownBy(
            () -> VolleyFile.open(folder.resolve("b"), FINGERPRINT, Integer.MAX_VALUE, SHAPE))
        .hasMessageContaining("at most 67108864 images");
  }

  @Test
  void twoRunsAtOnceDoNotDisturbEachOther() {
    VolleyFile one = open();
    VolleyFile two = open();
    one.keep(1, volley(1));
    two.keep(2, volley(2));
    assertThat(one.read(1)).isEqualTo(volley(1));
    one.close();
    assertThat(two.read(2)).isEqualTo(volley(2));
    two.close();

    try (VolleyFile last = open()) {
      assertThat(last.read(1)).isNull();
      assertThat(last.read(2)).isEqualTo(volley(2));
    }
    assertThat(folder.toFile().list()).containsExactly("a.volleys");
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNothingBehind() throws IOException {
    VolleyFile store = open();
    store.keep(1, volley(1));
    // A folder that is not empty cannot be replaced.
    Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(store::close)
        .isInstanceOf(VolleyCacheException.class)
        .hasMessageContaining("cannot be written");
    assertThat(folder.toFile().list()).containsExactly("a.volleys");
  }

  /** With a checksum that is right: made by someone who means harm. */
  @Test
  void aVolleyOfAnotherShapeIsRefused() {
    Shape other = new Shape(3, 5, 4);
    try (VolleyFile store = VolleyFile.open(file, FINGERPRINT, SIZE, other)) {
      store.keep(2, Volley.ofLatencies(other, 7, new byte[other.size()]));
    }
    try (VolleyFile store = open()) {
      assertThatThrownBy(() -> store.read(2))
          .isInstanceOf(VolleyCacheException.class)
          .hasMessage("cache file " + file + " holds what is no volley of this network; delete it");
    }
  }

  private VolleyFile open() {
    return VolleyFile.open(file, FINGERPRINT, SIZE, SHAPE);
  }

  private void keepThree() {
    try (VolleyFile store = open()) {
      for (int i : new int[] {11, 0, 5}) {
        store.keep(i, volley(i));
      }
    }
  }

  private static byte[] bytes(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static Volley volley(int seed) {
    Random random = new Random(seed);
    byte[] latencies = new byte[SHAPE.size()];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = (byte) random.nextInt(8);
    }
    return Volley.ofLatencies(SHAPE, 7, latencies);
  }
}
