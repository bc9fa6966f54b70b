package io.firstspike.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.NetworkLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of files that claim more numbers than they hold, or hold more than they seem to. */
class HostileArraysTest {

  private static final NetworkLimit LIMIT = new NetworkLimit(1000);

  @TempDir private Path folder;

  @Test
  void anEntryThatInflatesToGigabytesIsRefusedByItsHeader() throws IOException {
    Path bomb = folder.resolve("bomb.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
      zip.putNextEntry(new ZipEntry("S1.npy"));
      zip.write(header("<f4", "(1, 16777216)"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
    }
    assertThat(Files.size(bomb)).isLessThan(1 << 20);

    assertThatThrownBy(() -> ArrayFiles.read(bomb, LIMIT, name -> true))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            bomb
                + "!S1.npy makes it 16,777,216 numbers in all, more than the limit of 1,000: leave"
                + " out arrays that are not needed, or raise the limit (--max-weights)");
    assertThatThrownBy(() -> WhiteningFile.read(renamed(bomb, "S1", "mean", 20_000_000)))
        .hasMessageContaining("whitening takes at most 4096 cells");
  }

  private Path renamed(Path file, String from, String to, int numbers) throws IOException {
    Path other = folder.resolve("other.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      zip.putNextEntry(new ZipEntry(to + ".npy"));
      zip.write(header("<f4", "(" + numbers + ",)"));
    }
    return other;
  }

  @Test
  void manySmallArraysAreCountedTogether() {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < 11; i++) {
      arrays.put("a" + i, NumericArray.of(new float[100], 100));
    }
    Path file = folder.resolve("many.npz");
    Npz.write(file, arrays);

    assertThatThrownBy(() -> ArrayFiles.read(file, LIMIT, name -> true))
        .hasMessageContaining("!a10.npy makes it 1,100 numbers in all");
    assertThat(ArrayFiles.read(file, new NetworkLimit(1100), name -> true)).hasSize(11);
  }

  @Test
  void moreEntriesThanAnyNetworkHasLayersAreNotListed() throws IOException {
    Path file = folder.resolve("entries.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i <= 10_000; i++) {
        zip.putNextEntry(new ZipEntry(i + ".npy"));
      }
    }

    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessage(file + " lists more than 10000 files; an array a layer is needed");
  }

  @Test
  void aShapeThatMultipliesBeyondAllLimitsIsNamed() {
    for (String shape : new String[] {"(65536, 65536)", "(2147483647, 2147483647, 4)"}) {
      assertThatThrownBy(() -> Npy.read("w.npy", header("<f8", shape)))
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("w.npy is refused: an array of [")
          .hasMessageContaining("their product at most 268435456");
    }
    assertThatThrownBy(() -> Npy.read("w.npy", header("<f8", "(99999999999,)")))
        .hasMessageStartingWith("w.npy has the shape (99999999999,), of which no dimension");
    assertThatThrownBy(() -> Npy.read("w.npy", header("<f8", "(" + "1,".repeat(33) + ")")))
        .hasMessageContaining("more than 32 dimensions");
  }

  @Test
  void numbersThatAreNotThereAreNotAllocated() {
    assertThatThrownBy(() -> Npy.read("w.npy", header("<f4", "(268435456,)")))
        .hasMessage("w.npy should hold 1073741824 bytes of numbers, but holds 0");
    byte[] long_ = header("<f4", "(1,)").clone();
    long_[6] = 2;
    assertThatThrownBy(() -> Npy.read("w.npy", long_))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("w.npy has a header of ");
  }

  @Test
  void aStreamThatEndsBeforeItsLengthIsCutShort() {
    byte[] content = header("<f4", "(3,)");
    assertThatThrownBy(
            () ->
                Npy.read(
                    "w.npy",
                    new ByteArrayInputStream(content),
                    content.length + 12,
                    NumberBudget.oneArray()))
        .hasMessage("w.npy is damaged or cut short; copy it again");
  }

  @Test
  void headersInMessagesAreCutAndOfOneLine() {
    byte[] odd = header("<f4", "(" + "\u001b[31m\n".repeat(1000) + ")");
    assertThatThrownBy(() -> Npy.read("w.npy", odd))
        .isInstanceOf(FormatException.class)
        .satisfies(
            e -> assertThat(e.getMessage()).hasSizeLessThan(200).doesNotContain("\n", "\u001b"));
  }

  @Test
  void textIsCountedBeforeItIsTakenApart() throws IOException {
    Files.writeString(folder.resolve("S1.txt"), "2000\n" + "0,".repeat(1999) + "0\n");
    assertThatThrownBy(() -> ArrayFiles.read(folder, LIMIT, name -> true))
        .hasMessageContaining("S1.txt makes it 2,000 numbers in all, more than the limit of 1,000");
    try (OutputStream out = Files.newOutputStream(folder.resolve("S1.txt"))) {
      out.write("7".repeat(40_000).getBytes(StandardCharsets.US_ASCII));
    }
    assertThatThrownBy(() -> ArrayFiles.read(folder, LIMIT, name -> true))
        .hasMessageContaining("S1.txt makes it 1,001 numbers in all");
  }

  private static byte[] header(String type, String shape) {
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    byte[] bytes = ("\u0093NUMPY\u0001\u0000__" + text).getBytes(StandardCharsets.ISO_8859_1);
    bytes[8] = (byte) text.length();
    bytes[9] = (byte) (text.length() >> 8);
    return bytes;
  }
}
