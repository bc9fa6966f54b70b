package io.firstspike.engine.exchange;

import io.firstspike.engine.filter.ZcaWhitening;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * File format of ZCA whitening: an {@code .npz} file with the arrays {@code mean} (cells) and
 * {@code matrix} (cells, cells). In NumPy, {@code (x - mean) @ matrix} whitens an image.
 */
@API(status = Status.MAINTAINED)
public final class WhiteningFile {

  private static final String MEAN = "mean";
  private static final String MATRIX = "matrix";

  private WhiteningFile() {}

  /**
   * Writes {@code whitening} to {@code file}.
   *
   * @throws FormatException if the file cannot be written
   */
  public static void write(Path file, ZcaWhitening whitening) {
    int cells = whitening.cells();
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    arrays.put(MEAN, NumericArray.of(whitening.mean(), cells));
    arrays.put(MATRIX, NumericArray.of(whitening.matrix(), cells, cells));
    Npz.write(file, arrays);
  }

  /**
   * Reads a file written by {@link #write} or by NumPy's {@code savez}.
   *
   * @throws FormatException if the file does not exist, is damaged, or holds anything else
   */
  public static ZcaWhitening read(Path file) {
    Map<String, NumericArray> arrays =
        Npz.read(
            file,
            new NumberBudget(
                ZcaWhitening.MAX_CELLS * (ZcaWhitening.MAX_CELLS + 1L),
                "whitening takes at most " + ZcaWhitening.MAX_CELLS + " cells; whiten patches"),
            name -> true);
    if (!arrays.keySet().containsAll(List.of(MEAN, MATRIX))) {
      throw new FormatException(
          file + " holds " + arrays.keySet() + "; whitening needs " + MEAN + " and " + MATRIX);
    }
    try {
      return ZcaWhitening.of(arrays.get(MEAN).floats(), arrays.get(MATRIX).floats());
    } catch (IllegalArgumentException e) {
      throw new FormatException(file + " holds no whitening: " + e.getMessage(), e);
    }
  }
}
