package io.firstspike.connectors.dataset;

import io.firstspike.connectors.dataset.IdxFiles.Pair;
import java.nio.file.Path;

/**
 * Reads MNIST, or another set with the same file names, from its four files in a folder or in the
 * sub-folders that downloads create ({@link IdxFiles}).
 *
 * <p>EMNIST's files ({@code emnist-letters-train-images-idx3-ubyte} and so on) store rows as
 * columns; their images are turned upright here. Their labels stay those of the file: for letters 1
 * to 26.
 */
public final class Mnist {

  private static final String EMNIST = "emnist-";

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
    return read(folder, "test");
  }

  private static Dataset read(Path folder, String set) {
    Pair files = IdxFiles.in(folder).pair(set);
    IdxDataset read = IdxDataset.read(files.images(), files.labels());
    return files.prefix().startsWith(EMNIST) ? read.transposed() : read;
  }
}
