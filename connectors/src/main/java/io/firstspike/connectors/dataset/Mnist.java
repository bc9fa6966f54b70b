package io.firstspike.connectors.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MNIST, or a set that goes by its file names, from the four official files in one folder. */
public final class Mnist {

  private Mnist() {}

  /**
   * The training set (60,000 digits in the original).
   *
   * @throws DatasetException when files are missing from {@code folder} or damaged
   */
  public static Dataset train(Path folder) {
    return read(folder, "train");
  }

  /**
   * The test set (10,000 digits in the original).
   *
   * @throws DatasetException when files are missing from {@code folder} or damaged
   */
  public static Dataset test(Path folder) {
    return read(folder, "t10k");
  }

  private static Dataset read(Path folder, String set) {
    Optional<Path> images = find(folder, set + "-images", "idx3-ubyte");
    Optional<Path> labels = find(folder, set + "-labels", "idx1-ubyte");
    List<String> missing = new ArrayList<>();
    if (images.isEmpty()) {
      missing.add(set + "-images-idx3-ubyte");
    }
    if (labels.isEmpty()) {
      missing.add(set + "-labels-idx1-ubyte");
    }
    if (!missing.isEmpty()) {
      throw new DatasetException(
          "no "
              + String.join(" and no ", missing)
              + " (with or without .gz) in "
              + folder.toAbsolutePath()
              + ": put the four MNIST files there, or use the sample that is built in");
    }
    return IdxDataset.read(images.get(), labels.get());
  }

  /** Both spellings that go round: with a hyphen as first published, with a dot as unpacked. */
  private static Optional<Path> find(Path folder, String stem, String type) {
    for (String name : List.of(stem + "-" + type, stem + "." + type)) {
      for (String ending : List.of("", ".gz")) {
        Path file = folder.resolve(name + ending);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }
}
