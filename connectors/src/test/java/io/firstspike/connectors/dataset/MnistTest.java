package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

  @TempDir Path folder;

  @Test
  void gzippedFilesAreFoundByTheirOfficialNames() throws IOException {
    try (InputStream images = sample("train-images");
        InputStream labels = sample("train-labels")) {
      Files.copy(images, folder.resolve("train-images-idx3-ubyte.gz"));
      Files.copy(labels, folder.resolve("train-labels-idx1-ubyte.gz"));
    }
    Dataset train = Mnist.train(folder);
    assertThat(train.size()).isEqualTo(2000);
    assertThat(train.label(0)).isEqualTo("5");
  }

  @Test
  void unpackedFilesWithADotAreFoundToo() throws IOException {
    try (InputStream images = new GZIPInputStream(sample("test-images"));
        InputStream labels = new GZIPInputStream(sample("test-labels"))) {
      Files.copy(images, folder.resolve("t10k-images.idx3-ubyte"));
      Files.copy(labels, folder.resolve("t10k-labels.idx1-ubyte"));
    }
    Dataset test = Mnist.test(folder);
    assertThat(test.size()).isEqualTo(500);
    assertThat(test.label(0)).isEqualTo("7");
  }

  @Test
  void missingFilesAreNamedWithTheFolder() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Mnist.test(folder))
        .withMessageContaining("t10k-images-idx3-ubyte")
        .withMessageContaining("t10k-labels-idx1-ubyte")
        .withMessageContaining(folder.toString());
  }

  private static InputStream sample(String set) {
    String type = set.endsWith("images") ? "-idx3-ubyte.gz" : "-idx1-ubyte.gz";
    return MnistSample.class.getResourceAsStream("mnist-sample-" + set + type);
  }
}
