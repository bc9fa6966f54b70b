package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDatasetTest {

  private static final int IMAGES_MAGIC = 0x0803;
  private static final int LABELS_MAGIC = 0x0801;

  @TempDir Path folder;
  private Path images;
  private Path labels;

  @BeforeEach
  void twoImagesOfTwoByThree() throws IOException {
    images = Files.write(folder.resolve("images"), idx(IMAGES_MAGIC, pixels(12), 2, 2, 3));
    labels = Files.write(folder.resolve("labels"), idx(LABELS_MAGIC, new byte[] {9, -56}, 2));
  }

  @Test
  void imagesAndLabelsComeByIndex() {
    IdxDataset dataset = IdxDataset.read(images, labels);

    assertThat(dataset.size()).isEqualTo(2);
    assertThat(dataset.image(0).dimensions()).isEqualTo("2x3 grey");
    assertThat(dataset.image(0).samples()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(dataset.image(1).samples()).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(dataset.label(0)).isEqualTo("9");
    assertThat(dataset.label(1)).isEqualTo("200");
    assertThat(dataset.classes()).containsExactly("9", "200");
    assertThat(dataset.name()).isEqualTo("images");
  }

  @Test
  void gzippedFilesAreReadTheSame() throws IOException {
    Path zipped = folder.resolve("images.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(images, out);
    }
    assertThat(IdxDataset.read(zipped, labels).image(1).samples())
        .isEqualTo(IdxDataset.read(images, labels).image(1).samples());
  }

  @Test
  void changingAnImageLeavesTheDatasetAlone() {
    IdxDataset dataset = IdxDataset.read(images, labels);
    dataset.image(0).samples()[0] = 77;
    assertThat(dataset.image(0).samples()[0]).isZero();
  }

  @Test
  void indexOutsideIsRefused() {
    IdxDataset dataset = IdxDataset.read(images, labels);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> dataset.image(2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> dataset.image(-1));
  }

  @Test
  void missingFileIsNamed() {
    assertRefused(folder.resolve("nowhere"), labels, "nowhere", "check the path");
  }

  @Test
  void swappedFilesAreNoticedByTheirMagic() {
    assertRefused(labels, images, "0x00000801, not 0x00000803", "no IDX file of images");
  }

  @Test
  void countsMustMatch() throws IOException {
    Files.write(labels, idx(LABELS_MAGIC, new byte[3], 3));
    assertRefused(images, labels, "2 images", "3 labels", "same set");
  }

  @Test
  void fileMustHoldWhatItsHeaderAnnounces() throws IOException {
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(whole, whole.length - 1));
    assertRefused(images, labels, "ends before the 12 bytes");
    Files.write(images, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(images, labels, "goes on after the 12 bytes");
    Files.write(images, Arrays.copyOf(whole, 7));
    assertRefused(images, labels, "ends too early");
  }

  @Test
  void absurdSizesAreRefusedBeforeRoomIsMade() throws IOException {
    Files.write(images, idx(IMAGES_MAGIC, new byte[0], 60_000, 65_536, 65_536));
    assertRefused(images, labels, "claims 60000 images of 65536x65536", "limit");
    Files.write(images, idx(IMAGES_MAGIC, new byte[0], -1, 2, 3));
    assertRefused(images, labels, "claims -1 images");
    Files.write(images, idx(IMAGES_MAGIC, new byte[0], 2, 0, 3));
    assertRefused(images, labels, "0x3");
  }

  @Test
  void falseCountDoesNotClaimTheMemory() throws IOException {
    Files.write(images, idx(IMAGES_MAGIC, new byte[5], 2, 30_000, 30_000));
    assertRefused(images, labels, "ends before the 1800000000 bytes");
  }

  @Test
  void aSetOfNoImagesIsRefused() throws IOException {
    Files.write(images, idx(IMAGES_MAGIC, new byte[0], 0, 28, 28));
    Files.write(labels, idx(LABELS_MAGIC, new byte[0], 0));
    assertRefused(images, labels, images + " holds no images");
  }

  @Test
  void aGzippedFileCannotClaimMoreThanItCanHold() throws IOException {
    write(images, new byte[5], 2, 30_000, 30_000);
    assertRefused(images, labels, "ends before the 1800000000 bytes");
  }

  /** A decompression bomb: it really contains the declared bytes, in a thousandth of the space. */
  @Test
  void moreThanTheHeapHoldsIsRefusedBeforeRoomIsMade() throws IOException {
    long heap = Runtime.getRuntime().maxMemory();
    int rows = (int) Math.min(30_000, heap / 2 / 65_536 + 1);
    long pixels = rows * 65_536L;
    assumeTrue(pixels > heap / 2);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(images))) {
      out.write(idx(IMAGES_MAGIC, new byte[0], 1, rows, 65_536));
      byte[] zeros = new byte[1 << 16];
      for (int i = 0; i < 40; i++) {
        out.write(zeros);
      }
    }
    // A part of the data: as many bytes as could unpack to the declared size.
    Files.write(images, new byte[(int) (pixels / 1000)], StandardOpenOption.APPEND);
    assertRefused(images, labels, "more than half of the Java heap", "FIRSTSPIKE_JAVA_OPTS");
  }

  private static void write(Path file, byte[] data, int... dimensions) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(idx(IMAGES_MAGIC, data, dimensions));
    }
  }

  private static void assertRefused(Path images, Path labels, String... reasons) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> IdxDataset.read(images, labels))
        .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
  }

  private static byte[] idx(int magic, byte[] data, int... dimensions) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length).putInt(magic);
    for (int dimension : dimensions) {
      file.putInt(dimension);
    }
    return file.put(data).array();
  }

  private static byte[] pixels(int count) {
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) i;
    }
    return pixels;
  }
}
