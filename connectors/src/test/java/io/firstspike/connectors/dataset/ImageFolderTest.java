package io.firstspike.connectors.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.firstspike.connectors.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  @TempDir Path folder;

  @Test
  void subFoldersAreClassesSortedByName() throws IOException {
    put("dog/b.pgm", 3);
    put("dog/a.PGM", 2);
    put("cat/x.pgm", 1);
    put("dog/notes.txt", 0);
    put(".hidden/a.pgm", 0);
    put("dog/.hidden.pgm", 0);
    put("stray.pgm", 0);
    Files.createDirectories(folder.resolve("empty"));

    Dataset images = ImageFolder.read(folder);

    assertThat(images.classes()).containsExactly("cat", "dog");
    assertThat(labels(images)).containsExactly("cat", "dog", "dog");
    assertThat(IntStream.range(0, 3).map(i -> images.image(i).samples()[0]))
        .containsExactly(1, 2, 3);
  }

  @Test
  void spellingsOfOneLabelAreOneClass() throws IOException {
    put("7/a.pgm", 1);
    put("7 /a.pgm", 2);
    put("7.0/a.pgm", 3);
    put("07/a.pgm", 4);

    Dataset images = ImageFolder.read(folder);

    assertThat(images.classes()).containsExactly("07", "7");
    assertThat(labels(images)).containsExactly("07", "7", "7", "7");
  }

  @Test
  void folderWhoseNameCannotBeALabelIsNamed() throws IOException {
    put("cat/a.pgm", 1);
    put("a\u0007b/a.pgm", 1);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageFolder.read(folder))
        .withMessageContaining("cannot be a label, it holds the character U+0007")
        .withMessageContaining("rename it");
  }

  @Test
  void whatIsLeftOutIsCounted() throws IOException {
    put("dog/a.pgm", 2);
    assertThat(ImageFolder.read(folder).remarks()).isEmpty();
    put("dog/notes.txt", 0);
    put("dog/b.tif", 0);
    put("dog/c", 0);
    put("dog/d.webp", 0);
    put("dog/.DS_Store", 0);
    put("dog/more/a.pgm", 0);
    put("stray.pgm", 0);
    Files.createDirectories(folder.resolve("cat"));
    Files.createSymbolicLink(folder.resolve("dog/gone.pgm"), Path.of("nowhere"));

    Dataset images = ImageFolder.read(folder);

    assertThat(images.size()).isEqualTo(1);
    assertThat(images.shuffled(1).slice(0, 1).remarks())
        .containsExactly(
            folder
                + " leaves out 4 that are no images by their names (dog/b.tif, dog/c, dog/d.webp,"
                + " ...); 1 that is hidden (dog/.DS_Store); 1 that is no regular file (a broken"
                + " link?) (dog/gone.pgm); 1 that is outside the folders of the classes"
                + " (stray.pgm); 1 that is a folder within a class (dog/more); 1 that is a folder"
                + " without images (cat)");
  }

  @Test
  void aFingerprintTellsImagesLabelsAndTheirOrderApart() throws IOException {
    put("a/x.pgm", 1);
    put("b/y.pgm", 2);
    Dataset set = ImageFolder.read(folder);
    String fingerprint = set.fingerprint();
    put("b/y.pgm", 3);
    String otherImage = set.fingerprint();
    put("b/y.pgm", 2);

    assertThat(set.fingerprint()).isEqualTo(fingerprint).hasSize(64).isNotEqualTo(otherImage);
    assertThat(set.slice(0, 1).fingerprint()).isNotEqualTo(fingerprint);
    Selection turned = new Selection("turned", new int[] {1, 0});
    assertThat(new ExampleView(set, turned).fingerprint()).isNotEqualTo(fingerprint);
    Files.move(folder.resolve("b"), folder.resolve("c"));
    assertThat(ImageFolder.read(folder).fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void damagedImageIsNamedWhenAskedFor() throws IOException {
    put("cat/good.pgm", 1);
    Files.writeString(folder.resolve("cat/bad.png"), "no picture");
    Dataset images = ImageFolder.read(folder);
    assertThat(images.size()).isEqualTo(2);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> images.image(0))
        .withMessageContaining("bad.png")
        .withMessageContaining("no known format");
  }

  @Test
  void hugeFileIsRefused() throws IOException {
    put("cat/big.pgm", 1);
    Dataset images = ImageFolder.read(folder, new ImageLimits(5, 100));
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> images.image(0))
        .withMessageContaining("limit of 5 bytes");
  }

  @Test
  void folderWithoutImagesSaysWhatItNeeds() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageFolder.read(folder))
        .withMessageContaining(folder.toString())
        .withMessageContaining("one sub-folder per class");
  }

  @Test
  void missingFolderIsNamed() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageFolder.read(folder.resolve("nowhere")))
        .withMessageContaining("nowhere");
  }

  private static List<String> labels(Dataset images) {
    return IntStream.range(0, images.size()).mapToObj(images::label).toList();
  }

  private void put(String name, int sample) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, ("P2 1 1 255 " + sample).getBytes(US_ASCII));
  }
}
