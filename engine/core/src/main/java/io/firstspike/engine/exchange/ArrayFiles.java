package io.firstspike.engine.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.spec.NetworkLimit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Reads and writes several named arrays in one of three forms: an {@code .npz} file, a folder of
 * {@code .npy} files, or a folder of {@code .txt} files ({@link TensorText}). In a folder each file
 * has the name of its array.
 */
@API(status = Status.MAINTAINED)
public final class ArrayFiles {

  private static final String NPZ = ".npz";
  private static final String NPY = ".npy";
  private static final String TEXT = ".txt";
  private static final int MAX_FILES = 10_000;

  /**
   * The most bytes of a number in a text file, with its comma, for which memory is allocated; the
   * shortest form of a float has up to 15.
   */
  private static final int TEXT_BYTES = 32;

  private ArrayFiles() {}

  /**
   * Whether {@code path} has the name of an {@code .npz} file; any other path stands for a folder.
   */
  public static boolean isNpz(Path path) {
    return path.toString().endsWith(NPZ);
  }

  /**
   * Reads all arrays of an {@code .npz} file, or of the {@code .npy} and {@code .txt} files in a
   * folder, in the order of their names. Other files in the folder are ignored.
   *
   * @throws FormatException if there are no arrays, one cannot be read, or they have more numbers
   *     in all than {@link NetworkLimit#DEFAULT} has weights
   */
  public static Map<String, NumericArray> read(Path path) {
    return read(path, NetworkLimit.DEFAULT, name -> true);
  }

  /**
   * Reads the arrays with the wanted names from an {@code .npz} file or a folder. Other arrays are
   * not opened, so they may be of kinds that cannot be read.
   *
   * @param limit the most numbers in all
   * @throws FormatException if the file or folder has no arrays, one cannot be read, or they have
   *     more numbers than the limit
   */
  public static Map<String, NumericArray> read(
      Path path, NetworkLimit limit, Predicate<String> wanted) {
    NumberBudget budget =
        new NumberBudget(
            limit.weights(),
            "leave out arrays that are not needed, or raise the limit (--max-weights)");
    if (!Files.isDirectory(path)) {
      return Npz.read(path, budget, wanted);
    }
    List<Path> files = files(path);
    if (files.isEmpty()) {
      throw new FormatException(path + " is a folder without .npy and .txt files");
    }
    if (files.size() > MAX_FILES) {
      throw new FormatException(
          path + " holds more than " + MAX_FILES + " .npy and .txt files; one a layer is needed");
    }
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    for (Path file : files) {
      String fileName = file.getFileName().toString();
      String name = fileName.substring(0, fileName.length() - NPY.length());
      if (wanted.test(name) && arrays.put(name, readOne(file, budget)) != null) {
        throw new FormatException(path + " holds two arrays " + name + "; remove one");
      }
    }
    return arrays;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(NPY) || file.toString().endsWith(TEXT))
          .limit(MAX_FILES + 1)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new FormatException("folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static NumericArray readOne(Path file, NumberBudget budget) {
    try (InputStream in = Files.newInputStream(file)) {
      if (file.toString().endsWith(NPY)) {
        return Npy.read(file.toString(), in, Files.size(file), budget);
      }
      long most = Math.min(Integer.MAX_VALUE - 8, (budget.left() + 1) * TEXT_BYTES);
      byte[] text = Files.size(file) > most ? null : in.readNBytes((int) most);
      if (text == null || text.length == most) {
        budget.take(file.toString(), budget.left() + 1);
      }
      return TensorText.readFloats(
          file.toString(), new String(text, StandardCharsets.UTF_8), budget);
    } catch (IOException e) {
      throw new FormatException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes {@code arrays} as {@code .npy} files into {@code folder}, which is created if it does
   * not exist.
   *
   * @throws FormatException if a file cannot be written, or a name is not suitable for a file
   */
  public static void writeNpy(Path folder, Map<String, NumericArray> arrays) {
    prepare(folder, arrays);
    arrays.forEach((name, array) -> write(folder.resolve(name + NPY), Npy.write(array)));
  }

  /**
   * Writes {@code arrays} as {@code .txt} files into {@code folder}, which is created if it does
   * not exist.
   *
   * @throws FormatException if a file cannot be written, or a name is not suitable for a file
   */
  public static void writeText(Path folder, Map<String, NumericArray> arrays) {
    prepare(folder, arrays);
    arrays.forEach(
        (name, array) ->
            write(folder.resolve(name + TEXT), TensorText.write(array).getBytes(US_ASCII)));
  }

  private static void prepare(Path folder, Map<String, NumericArray> arrays) {
    for (String name : arrays.keySet()) {
      // Names come from specs, which may be of any origin: they must not lead out of the folder.
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
