package io.firstspike.connectors.dataset;

import io.firstspike.connectors.dataset.ImageFiles.Entry;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.text.LabelSpelling;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Images that a text file lists: one line {@code path,label} for each, in UTF-8, the path relative
 * to the list. The path is what stands before the last comma; both may stand in double quotes.
 * Empty lines are left out, and a first line whose second column is called {@code label} or {@code
 * class}. Images keep the order of the list. An image is decoded when it is asked for, and throws
 * {@link DatasetException} then if it is missing or damaged.
 */
public final class ImageManifest {

  private static final int MOST_LINES = 10_000_000;

  private ImageManifest() {}

  /**
   * Reads a list, for images within {@link ImageLimits#DEFAULT}.
   *
   * @throws DatasetException if it cannot be read, has a line that is none of a list, or lists
   *     nothing
   */
  public static Dataset read(Path list) {
    List<Entry> entries = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(list)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number > MOST_LINES) {
          throw new DatasetException(list + " has more than " + MOST_LINES + " lines: split it");
        }
        if (!line.isBlank() && !(number == 1 && isHeading(line))) {
          entries.add(entry(list, number, line));
        }
      }
    } catch (IOException e) {
      throw ImageFile.unreadable(list, e);
    }
    if (entries.isEmpty()) {
      throw new DatasetException(
          list + " lists no images: it needs lines path,label, such as photos/001.png,cat");
    }
    return new ImageFiles(
        String.valueOf(list.getFileName()),
        List.copyOf(new TreeSet<>(entries.stream().map(Entry::label).toList())),
        entries,
        List.of(),
        ImageLimits.DEFAULT);
  }

  private static boolean isHeading(String line) {
    String second = unquoted(line.substring(line.lastIndexOf(',') + 1)).toLowerCase(Locale.ROOT);
    return second.equals("label") || second.equals("class");
  }

  private static Entry entry(Path list, int number, String line) {
    int comma = line.lastIndexOf(',');
    String path = unquoted(line.substring(0, Math.max(0, comma)));
    String label = unquoted(line.substring(comma + 1));
    if (path.isEmpty()) {
      throw new DatasetException(
          list + ", line " + number + ": no path,label, such as photos/001.png,cat");
    }
    LabelSpelling.problem(label)
        .ifPresent(
            why -> {
              throw new DatasetException(
                  list + ", line " + number + ": the label is none, it " + why + ": correct it");
            });
    return new Entry(list.resolveSibling(path), LabelSpelling.tidy(label));
  }

  private static String unquoted(String text) {
    String stripped = text.strip();
    boolean quoted = stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"");
    return quoted ? stripped.substring(1, stripped.length() - 1).replace("\"\"", "\"") : stripped;
  }
}
