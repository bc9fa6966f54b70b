package io.firstspike.connectors.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the files of a folder that a data set leaves out, by reason, and keeps some of their
 * names.
 */
final class LeftOut {

  private static final int NAMES_SHOWN = 3;

  private final Map<Reason, List<String>> names = new TreeMap<>();

  /** Reasons for leaving a file out. */
  enum Reason {
    NO_RECORDING("no recording by its name", "no recordings by their names"),
    NO_IMAGE("no image by its name", "no images by their names"),
    HIDDEN("hidden", "hidden"),
    BROKEN("no regular file (a broken link?)", "no regular files (broken links?)"),
    OUTSIDE("outside the folders of the classes", "outside the folders of the classes"),
    DEEPER("a folder within a class", "folders within classes"),
    NO_CLASS("a folder without images", "folders without images"),
    NO_RECORDINGS("a folder without recordings", "folders without recordings");

    private final String one;
    private final String many;

    Reason(String one, String many) {
      this.one = one;
      this.many = many;
    }
  }

  void add(Reason reason, String name) {
    names.computeIfAbsent(reason, r -> new ArrayList<>()).add(name);
  }

  /** A list of one line that names {@code folder}; empty if nothing is left out. */
  List<String> remarks(Object folder) {
    if (names.isEmpty()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    names.forEach((reason, all) -> parts.add(part(reason, all)));
    return List.of(folder + " leaves out " + String.join("; ", parts));
  }

  private static String part(Reason reason, List<String> all) {
    String shown = String.join(", ", all.subList(0, Math.min(NAMES_SHOWN, all.size())));
    return all.size()
        + " that "
        + (all.size() == 1 ? "is " + reason.one : "are " + reason.many)
        + " ("
        + shown
        + (all.size() > NAMES_SHOWN ? ", ..." : "")
        + ")";
  }
}
