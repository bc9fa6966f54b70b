package io.firstspike.engine.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.firstspike.engine.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Several arrays by name, in one of three forms: a {@code .npz} file, a folder of {@code .npy}
 * files, or a folder of {@code .txt} files ({@link TensorText}); in a folder each file is called
 * like its array.
 */
public final class ArrayFiles {

  private static final String NPZ = ".npz";
  private static final String NPY = ".npy";
  private static final String TEXT = ".txt";
  private static final long MAX_FILE_BYTES = 1L << 30;

  private ArrayFiles() {}

  /** Whether {@code path} is called like a {@code .npz} file; else it stands for a folder. */
  public static boolean isNpz(Path path) {
    return path.toString().endsWith(NPZ);
  }

  /**
   * Reads a {@code .npz} file, or the {@code .npy} and {@code .txt} files of a folder in order of
   * their names; other files of a folder are left alone.
   *
   * @throws FormatException if there is nothing to read, or something that cannot be read
   */
  public static Map<String, NumericArray> read(Path path) {
    if (!Files.isDirectory(path)) {
      return Npz.read(path);
    }
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    for (Path file : files(path)) {
      String fileName = file.getFileName().toString();
      String name = fileName.substring(0, fileName.length() - NPY.length());
      if (arrays.put(name, readOne(file)) != null) {
        throw new FormatException(path + " holds two arrays " + name + "; remove one");
      }
    }
    if (arrays.isEmpty()) {
      throw new FormatException(path + " is a folder without .npy and .txt files");
    }
    return arrays;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(NPY) || file.toString().endsWith(TEXT))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new FormatException("folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static NumericArray readOne(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new FormatException(
            file + " has more than the limit of " + MAX_FILE_BYTES + " bytes");
      }
      return file.toString().endsWith(NPY)
          ? Npy.read(file.toString(), Files.readAllBytes(file))
          : TensorText.readFloats(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new FormatException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes {@code arrays} as {@code .npy} files into {@code folder}, which is made if need be. */
  public static void writeNpy(Path folder, Map<String, NumericArray> arrays) {
    prepare(folder, arrays);
    arrays.forEach((name, array) -> write(folder.resolve(name + NPY), Npy.write(array)));
  }

  /** As {@link #writeNpy}, in text. */
  public static void writeText(Path folder, Map<String, NumericArray> arrays) {
    prepare(folder, arrays);
    arrays.forEach(
        (name, array) ->
            write(folder.resolve(name + TEXT), TensorText.write(array).getBytes(US_ASCII)));
  }

  private static void prepare(Path folder, Map<String, NumericArray> arrays) {
    for (String name : arrays.keySet()) {
      // A name from a spec must not lead out of the folder.
      if (name.matches("\\.+|.*[/\\\\:].*")) {
        throw new FormatException("array " + name + " cannot be a file; choose a .npz file");
      }
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FormatException("folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      WholeFile.write(file, content);
    } catch (IOException e) {
      throw new FormatException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
