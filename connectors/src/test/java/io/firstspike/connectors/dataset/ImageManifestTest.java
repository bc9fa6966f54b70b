package io.firstspike.connectors.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageManifestTest {

  @TempDir private Path folder;
  private Path list;

  @BeforeEach
  void makeImages() throws IOException {
    list = folder.resolve("train.csv");
    Files.createDirectories(folder.resolve("photos"));
    for (int i = 1; i <= 3; i++) {
      Files.write(
          folder.resolve("photos/a, " + i + ".pgm"), ("P2 1 1 255 " + i).getBytes(US_ASCII));
    }
  }

  @Test
  void linesNameImagesAndTheirLabels() throws IOException {
    Files.writeString(
        list,
        """
        file,label
        photos/a, 3.pgm,dog

        "photos/a, 1.pgm", "cat"
        photos/a, 2.pgm,7.0
        """);

    Dataset images = ImageManifest.read(list);

    assertThat(images.name()).isEqualTo("train.csv");
    assertThat(images.classes()).containsExactly("7", "cat", "dog");
    assertThat(IntStream.range(0, 3).mapToObj(images::label)).containsExactly("dog", "cat", "7");
    assertThat(IntStream.range(0, 3).map(i -> images.image(i).samples()[0]))
        .containsExactly(3, 1, 2);
  }

  @Test
  void mistakesAreToldWithTheirLine() throws IOException {
    assertRefused("photos/a, 1.pgm,cat\nnone\n", "train.csv, line 2: no path,label");
    assertRefused("photos/a, 1.pgm,\n", "train.csv, line 1: the label is none");
    assertRefused("path,label\n", "lists no images");
    Files.writeString(list, "photos/b.pgm,cat\n");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageManifest.read(list).image(0))
        .withMessageContaining("b.pgm");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageManifest.read(folder.resolve("absent.csv")))
        .withMessageContaining("absent.csv");
  }

  private void assertRefused(String content, String reason) throws IOException {
    Files.writeString(list, content);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageManifest.read(list))
        .withMessageContaining(reason);
  }
}
