package io.firstspike.engine.exchange;

import io.firstspike.engine.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** NumPy's {@code .npz} format: several named arrays in one ZIP file. */
@API(status = Status.MAINTAINED)
public final class Npz {

  private static final String SUFFIX = ".npy";
  private static final int MAX_ENTRIES = 10_000;

  /** The highest compression ratio of DEFLATE: 258 bytes in two bits. */
  private static final int MOST_GROWTH = 1032;

  /** The earliest time that a ZIP file can represent. */
  private static final LocalDateTime EARLIEST = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Reads all arrays of {@code file}, by name, in the order of the file.
   *
   * @throws FormatException if the file does not exist, is not a ZIP file, holds anything but
   *     arrays, or has more than {@link NumericArray#MAX_SIZE} numbers in all
   */
  public static Map<String, NumericArray> read(Path file) {
    return read(file, NumberBudget.oneArray(), name -> true);
  }

  /**
   * Reads the arrays of {@code file} with the wanted names; other entries may be of any kind.
   *
   * @param budget the limit that the numbers are counted against
   * @throws FormatException if the file does not exist, is not a ZIP file, a wanted array cannot be
   *     read, or the budget is exceeded
   */
  static Map<String, NumericArray> read(Path file, NumberBudget budget, Predicate<String> wanted) {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      throw new FormatException(file + " does not exist");
    }
    try {
      ZipDirectory.requireSmall(file, MAX_ENTRIES);
      try (ZipFile zip = new ZipFile(file.toFile())) {
        for (ZipEntry entry : zip.stream().toList()) {
          if (!entry.isDirectory()
              && wanted.test(stem(entry))
              && arrays.put(name(file, entry), read(file, zip, entry, budget)) != null) {
            throw new FormatException(
                file + " holds two arrays " + name(file, entry) + "; remove one");
          }
        }
      }
      return arrays;
    } catch (NoSuchFileException e) {
      throw new FormatException(file + " does not exist", e);
    } catch (IOException e) {
      throw new FormatException(file + " cannot be read as .npz: " + e.getMessage(), e);
    }
  }

  private static String name(Path file, ZipEntry entry) {
    String name = entry.getName();
    if (!name.endsWith(SUFFIX)) {
      throw new FormatException(file + "!" + name + " is no .npy file; take it out");
    }
    return stem(entry);
  }

  private static String stem(ZipEntry entry) {
    String name = entry.getName();
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private static NumericArray read(Path file, ZipFile zip, ZipEntry entry, NumberBudget budget)
      throws IOException {
    String origin = file + "!" + entry.getName();
    // The size is claimed by the file, but no DEFLATE stream expands by more than this ratio.
    if (entry.getSize() / MOST_GROWTH > entry.getCompressedSize()) {
      throw new FormatException(
          origin
              + " cannot have "
              + entry.getSize()
              + " bytes, as it says, from "
              + entry.getCompressedSize()
              + " compressed ones; make the file anew");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return Npy.read(origin, in, entry.getSize(), budget);
    }
  }

  /**
   * Writes {@code arrays}, by name, to {@code file}; equal arrays give equal files.
   *
   * @throws FormatException if the file cannot be written
   */
  public static void write(Path file, Map<String, NumericArray> arrays) {
    try {
      WholeFile.write(file, out -> write(out, arrays));
    } catch (IOException e) {
      throw new FormatException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static void write(OutputStream out, Map<String, NumericArray> arrays) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, NumericArray> array : arrays.entrySet()) {
      ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
      // Local time, as an instant would be written differently in every time zone.
      entry.setTimeLocal(EARLIEST);
      zip.putNextEntry(entry);
      zip.write(Npy.write(array.getValue()));
      zip.closeEntry();
    }
    zip.finish();
  }
}
