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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Folders as torchvision downloads them, and as an archive that makes a folder for each file. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MNIST/raw/%s",
        "raw/%s",
        "%s/%s",
        "archive/%s/%s",
      })
  void filesAreFoundInTheFoldersThatDownloadsMake(String where) throws IOException {
    for (String set : new String[] {"train", "t10k"}) {
      put(where, "", set);
    }

    assertThat(Mnist.train(folder).size()).isEqualTo(2000);
    assertThat(Mnist.test(folder).size()).isEqualTo(500);
  }

  @Test
  void theNearestFilesAreTaken() throws IOException {
    put("deep/down/%s", "", "train");
    put("%s", "", "t10k");
    put("%s", "", "train");
    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("other/t10k-images-idx3-ubyte"), "damaged");

    assertThat(Mnist.train(folder).size()).isEqualTo(2000);
    assertThat(Mnist.test(folder).size()).isEqualTo(500);
  }

  @Test
  void severalSetsAreNotMixed() throws IOException {
    put("FashionMNIST/raw/%s", "", "train");
    put("MNIST/raw/%s", "", "t10k");

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Mnist.train(folder))
        .withMessageContaining("holds several data sets (FashionMNIST/raw, MNIST/raw)")
        .withMessageContaining("give the folder of one");
  }

  @Test
  void whatIsThereInsteadIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("pictures"));
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Mnist.train(folder))
        .withMessageContaining("there is pictures/");
    put("%s", "", "train");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Mnist.test(folder))
        .withMessageContaining("no t10k-images-idx3-ubyte")
        .withMessageContaining("there is train-images-idx3-ubyte.gz, train-labels");
  }

  @Test
  void imagesOfEmnistComeUpright() throws IOException {
    put("%s", "emnist-letters-", "train");
    Dataset letters = Mnist.train(folder);
    Dataset stored = MnistSample.train();

    byte[] lying = stored.image(3).samples();
    byte[] upright = letters.image(3).samples();
    for (int row = 0; row < 28; row++) {
      for (int column = 0; column < 28; column++) {
        assertThat(upright[row * 28 + column]).isEqualTo(lying[column * 28 + row]);
      }
    }
    assertThat(letters.label(3)).isEqualTo(stored.label(3));
    assertThat(letters.shuffled(1).remarks())
        .singleElement()
        .asString()
        .contains("turned upright", "labels are 0 to 9, as in the file");
  }

  /** Writes the sample's files to {@code where}, in which %s stands for the file's name. */
  private void put(String where, String prefix, String set) throws IOException {
    String stored = set.equals("train") ? "train" : "test";
    for (String kind : new String[] {"images", "labels"}) {
      String name = prefix + set + "-" + kind + (kind.equals("images") ? "-idx3" : "-idx1");
      Path file = folder.resolve(where.replace("%s", name + "-ubyte") + ".gz");
      Files.createDirectories(file.getParent());
      try (InputStream in = sample(stored + "-" + kind)) {
        Files.copy(in, file);
      }
    }
  }

  private static InputStream sample(String set) {
    String type = set.endsWith("images") ? "-idx3-ubyte.gz" : "-idx1-ubyte.gz";
    return MnistSample.class.getResourceAsStream("mnist-sample-" + set + type);
  }
}
