package io.firstspike.engine.exchange;

import io.firstspike.engine.file.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** NumPy's {@code .npz} format: several arrays by name in one ZIP file. */
public final class Npz {

  private static final String SUFFIX = ".npy";
  private static final long MAX_ENTRY_BYTES = 1L << 30;

  /** The earliest time a ZIP file can tell. */
  private static final LocalDateTime EARLIEST = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Reads all arrays of {@code file}, by name, in the order of the file.
   *
   * @throws FormatException if the file is missing, no ZIP file, or holds something else
   */
  public static Map<String, NumericArray> read(Path file) {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      throw new FormatException(file + " does not exist");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (!entry.isDirectory()) {
          String name = entry.getName();
          String origin = file + "!" + name;
          if (!name.endsWith(SUFFIX) || entry.getSize() > MAX_ENTRY_BYTES) {
            throw new FormatException(
                origin + " is no .npy file of at most " + MAX_ENTRY_BYTES + " bytes");
          }
          byte[] content = zip.getInputStream(entry).readNBytes((int) MAX_ENTRY_BYTES);
          arrays.put(name.substring(0, name.length() - SUFFIX.length()), Npy.read(origin, content));
        }
      }
      return arrays;
    } catch (NoSuchFileException e) {
      throw new FormatException(file + " does not exist", e);
    } catch (IOException e) {
      throw new FormatException(file + " cannot be read as .npz: " + e.getMessage(), e);
    }
  }

  /** Writes {@code arrays}, by name, to {@code file}; equal arrays give equal files. */
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
      // Local time: an instant would be written differently in every time zone.
      entry.setTimeLocal(EARLIEST);
      zip.putNextEntry(entry);
      zip.write(Npy.write(array.getValue()));
      zip.closeEntry();
    }
    zip.finish();
  }
}
