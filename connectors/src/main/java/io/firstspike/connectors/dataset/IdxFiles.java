package io.firstspike.connectors.dataset;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the files of a data set in IDX format by their names, in a folder or in the sub-folders
 * that downloads create: {@code MNIST/raw/}, or one folder for each file with the file's own name.
 */
final class IdxFiles {

  private static final int DEPTH = 3;

  /** The largest number of entries that is searched: a larger folder is likely to be a mistake. */
  private static final int MOST_ENTRIES = 10_000;

  private static final Pattern NAME =
      Pattern.compile(
          "((?:[a-z0-9]+-)*)(train|t10k|test)-(images|labels)[-.]idx([13])-ubyte(\\.gz)?");

  private record Found(Path file, Path folder, String prefix, String set, boolean images) {}

  /**
   * Images and labels that belong together.
   *
   * @param prefix the part of the file names before "train" or "test"; may be empty
   * @param images the file of images
   * @param labels the file of labels
   */
  record Pair(String prefix, Path images, Path labels) {}

  private final Path folder;
  private final List<Found> found;

  private IdxFiles(Path folder, List<Found> found) {
    this.folder = folder;
    this.found = found;
  }

  /** Whether a file name is that of images in this format, of any set. */
  static boolean isOfImages(String name) {
    return name.matches(".+[-.]idx3-ubyte(\\.gz)?");
  }

  static IdxFiles in(Path folder) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Collector(files));
    } catch (IOException e) {
      throw new DatasetException(
          "cannot read " + folder.toAbsolutePath() + " (" + e + "): check path and permissions", e);
    }
    List<Found> found =
        files.stream()
            .sorted(Comparator.comparing(Path::getNameCount).thenComparing(Path::toString))
            .map(IdxFiles::found)
            .flatMap(Optional::stream)
            .toList();
    return new IdxFiles(folder, found);
  }

  /** Collects files whose names are those of a data set; skips what cannot be read. */
  private static final class Collector extends SimpleFileVisitor<Path> {

    private final List<Path> files;
    private int seen;

    Collector(List<Path> files) {
      this.files = files;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && NAME.matcher(file.getFileName().toString()).matches()) {
        files.add(file);
      }
      return ++seen < MOST_ENTRIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }

  private static Optional<Found> found(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches() || name.group(3).equals("images") != name.group(4).equals("3")) {
      return Optional.empty();
    }
    Path parent = file.getParent();
    // Some archives unpack each file into a folder with the file's name.
    boolean ownFolder = NAME.matcher(String.valueOf(parent.getFileName())).matches();
    Path base = ownFolder && parent.getParent() != null ? parent.getParent() : parent;
    String set = name.group(2).equals("train") ? "train" : "test";
    return Optional.of(new Found(file, base, name.group(1), set, name.group(3).equals("images")));
  }

  /**
   * The files of a set that lie nearest to the folder.
   *
   * @param set "train" or "test"
   * @throws DatasetException if there are none, or several at the same depth
   */
  Pair pair(String set) {
    Map<String, Pair> pairs = pairs(set);
    if (pairs.isEmpty()) {
      throw new DatasetException(missing(set));
    }
    int nearest = pairs.values().stream().mapToInt(IdxFiles::depth).min().orElseThrow();
    pairs.values().removeIf(pair -> depth(pair) > nearest);
    Set<String> names = new TreeSet<>(pairs.keySet());
    // Training images of one set and test images of another do not belong together.
    Set<String> others = pairs(set.equals("train") ? "test" : "train").keySet();
    if (!others.isEmpty() && !others.containsAll(names)) {
      names.addAll(others);
    }
    if (names.size() > 1) {
      throw new DatasetException(
          folder.toAbsolutePath()
              + " holds several data sets ("
              + String.join(", ", names)
              + "): give the folder of one, with the files of no other in it");
    }
    return pairs.values().iterator().next();
  }

  private static int depth(Pair pair) {
    // A file in a folder of its own counts as lying in that folder's parent.
    Path parent = pair.images().getParent();
    boolean ownFolder = NAME.matcher(String.valueOf(parent.getFileName())).matches();
    return parent.getNameCount() - (ownFolder ? 1 : 0);
  }

  /** The complete pairs of images and labels, by their name for messages. */
  private Map<String, Pair> pairs(String set) {
    Map<String, Path> images = new HashMap<>();
    Map<String, Path> labels = new HashMap<>();
    Map<String, String> prefixes = new TreeMap<>();
    for (Found file : found) {
      if (file.set().equals(set)) {
        String key = called(file);
        (file.images() ? images : labels).putIfAbsent(key, file.file());
        prefixes.put(key, file.prefix());
      }
    }
    Map<String, Pair> pairs = new TreeMap<>();
    prefixes.forEach(
        (key, prefix) -> {
          if (images.containsKey(key) && labels.containsKey(key)) {
            pairs.put(key, new Pair(prefix, images.get(key), labels.get(key)));
          }
        });
    return pairs;
  }

  private String called(Found file) {
    String inside = folder.relativize(file.folder()).toString();
    String where = inside.isEmpty() ? "." : inside;
    return file.prefix().isEmpty() ? where : where + "/" + file.prefix() + "*";
  }

  private String missing(String set) {
    String stem = set.equals("train") ? "train" : "t10k";
    List<String> missing = new ArrayList<>();
    if (found.stream().noneMatch(file -> file.set().equals(set) && file.images())) {
      missing.add(stem + "-images-idx3-ubyte");
    }
    if (found.stream().noneMatch(file -> file.set().equals(set) && !file.images())) {
      missing.add(stem + "-labels-idx1-ubyte");
    }
    return (missing.isEmpty()
            ? "images and labels of " + stem + " do not lie together"
            : "no " + String.join(" and no ", missing) + " (with or without .gz)")
        + " in "
        + folder.toAbsolutePath()
        + " ("
        + there()
        + "): put the four MNIST files there, or images into train/CLASS/ and test/CLASS/";
  }

  /** A description of what the folder holds instead, for messages. */
  private String there() {
    if (!found.isEmpty()) {
      return "there is "
          + found.stream()
              .limit(4)
              .map(file -> folder.relativize(file.file()).toString())
              .collect(Collectors.joining(", "))
          + (found.size() > 4 ? ", ..." : "");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names =
          entries
              .map(entry -> entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
              .sorted()
              .limit(5)
              .toList();
      return names.isEmpty()
          ? "it is empty"
          : "there is "
              + String.join(", ", names.subList(0, Math.min(4, names.size())))
              + (names.size() > 4 ? ", ..." : "");
    } catch (IOException e) {
      return "it cannot be listed";
    }
  }
}
