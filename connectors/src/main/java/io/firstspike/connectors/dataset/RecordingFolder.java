package io.firstspike.connectors.dataset;

import io.firstspike.connectors.dataset.LabelledRecordings.Entry;
import io.firstspike.connectors.dataset.LeftOut.Reason;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.engine.text.LabelSpelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A folder, or a zip file, with one sub-folder of recordings per class, as N-MNIST and N-Caltech101
 * have them: the sub-folder's name, {@linkplain LabelSpelling#tidy tidied}, is the label. The
 * recordings are sorted by class and file name: use {@link LabelledRecordings#shuffled} before
 * learning from them in a stream. {@link LabelledRecordings#remarks} counts the other files.
 */
public final class RecordingFolder {

  /** The most events of a recording where nothing else is said: about 200 MB of memory. */
  public static final int MOST_EVENTS = 16_000_000;

  private RecordingFolder() {}

  /**
   * Whether a folder or a zip file holds recordings of {@code half}, as far as names tell.
   *
   * @param half "train" or "test"
   */
  public static boolean holds(Path place, String half) {
    if (!Files.exists(place)) {
      return false;
    }
    try (RecordingPlace opened = RecordingPlace.open(place)) {
      return half(opened.root(), half).isPresent() || zipOf(place, half).isPresent();
    } catch (IOException | DatasetException e) {
      return false;
    }
  }

  /**
   * Lists one half of a data set: the folder {@code half}, however its letters are capitalised, in
   * a folder or in a zip file; or the zip file of that name, which downloads of N-MNIST bring.
   *
   * @param half "train" or "test"
   * @throws DatasetException when it is not there, cannot be listed or holds no recordings
   */
  public static LabelledRecordings read(Path place, String half) {
    Optional<Path> zip = zipOf(place, half);
    return zip.isPresent()
        ? read(zip.get())
        : listed(
            RecordingPlace.open(place),
            opened ->
                half(opened.root(), half)
                    .orElseThrow(
                        () ->
                            new DatasetException(
                                "no folder "
                                    + half
                                    + " and no "
                                    + half
                                    + ".zip in "
                                    + place.toAbsolutePath()
                                    + ": it needs "
                                    + half
                                    + "/CLASS/ with recordings in it")),
            EventLimits.DEFAULT,
            MOST_EVENTS);
  }

  /** Lists a folder or a zip file of classes, with the usual limits. */
  public static LabelledRecordings read(Path place) {
    return read(place, EventLimits.DEFAULT, MOST_EVENTS);
  }

  /**
   * Lists a folder or a zip file of classes. Hidden files, and files whose ending no format of
   * recordings has, are left out. Where all that it holds is one folder of folders, that one
   * counts.
   *
   * @param mostEvents the most events of a recording
   * @throws DatasetException when it cannot be listed or holds no recordings
   */
  public static LabelledRecordings read(Path place, EventLimits limits, int mostEvents) {
    return listed(
        RecordingPlace.open(place), opened -> unwrapped(opened.root()), limits, mostEvents);
  }

  /** The only folder in a folder, if it holds folders, as archives make it. */
  private static Path unwrapped(Path root) {
    List<Path> inside = list(root).stream().filter(path -> !isHidden(path)).toList();
    boolean wrapped =
        inside.size() == 1
            && Files.isDirectory(inside.get(0))
            && list(inside.get(0)).stream().anyMatch(Files::isDirectory);
    return wrapped ? inside.get(0) : root;
  }

  /** Lists the classes of a folder in a place, which is closed if that fails. */
  private static LabelledRecordings listed(
      RecordingPlace place,
      Function<RecordingPlace, Path> folder,
      EventLimits limits,
      int mostEvents) {
    try {
      return classes(place, folder.apply(place), limits, mostEvents);
    } catch (DatasetException e) {
      try {
        place.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static LabelledRecordings classes(
      RecordingPlace place, Path folder, EventLimits limits, int mostEvents) {
    List<String> classes = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    LeftOut leftOut = new LeftOut();
    for (Path path : list(folder)) {
      if (isHidden(path)) {
        leftOut.add(Reason.HIDDEN, name(path));
      } else if (!Files.isDirectory(path)) {
        leftOut.add(Reason.OUTSIDE, name(path));
      } else {
        List<Path> files = recordings(path, leftOut);
        if (files.isEmpty()) {
          leftOut.add(Reason.NO_RECORDINGS, name(path));
        } else {
          String label = label(place, path);
          if (!classes.contains(label)) {
            classes.add(label);
          }
          files.forEach(file -> entries.add(new Entry(file, label)));
        }
      }
    }
    if (entries.isEmpty()) {
      throw new DatasetException(
          "no recordings in "
              + place.name(folder)
              + ": it needs one sub-folder per class with files like *.bin, *.raw, *.aedat4 in it");
    }
    return new LabelledRecordings(
        place.name(folder),
        classes,
        entries,
        leftOut.remarks(place.name(folder)),
        place,
        limits,
        mostEvents);
  }

  private static List<Path> recordings(Path classFolder, LeftOut leftOut) {
    List<Path> recordings = new ArrayList<>();
    for (Path file : list(classFolder)) {
      Reason reason = null;
      if (isHidden(file)) {
        reason = Reason.HIDDEN;
      } else if (Files.isDirectory(file)) {
        reason = Reason.DEEPER;
      } else if (!EventFormat.hasEnding(name(file))) {
        reason = Reason.NO_RECORDING;
      } else if (!Files.isRegularFile(file)) {
        reason = Reason.BROKEN;
      }
      if (reason == null) {
        recordings.add(file);
      } else {
        leftOut.add(reason, name(classFolder) + "/" + name(file));
      }
    }
    return recordings;
  }

  private static String label(RecordingPlace place, Path classFolder) {
    LabelSpelling.problem(name(classFolder))
        .ifPresent(
            why -> {
              throw new DatasetException(
                  "the name of "
                      + place.name(classFolder)
                      + " cannot be a label, it "
                      + why
                      + ": rename it");
            });
    return LabelSpelling.tidy(name(classFolder));
  }

  private static Optional<Path> half(Path root, String half) {
    return folder(root, half).or(() -> folder(unwrapped(root), half));
  }

  private static Optional<Path> folder(Path root, String half) {
    return list(root).stream()
        .filter(path -> Files.isDirectory(path) && name(path).equalsIgnoreCase(half))
        .findFirst();
  }

  private static Optional<Path> zipOf(Path place, String half) {
    return Files.isDirectory(place)
        ? list(place).stream()
            .filter(path -> name(path).equalsIgnoreCase(half + ".zip"))
            .findFirst()
        : Optional.empty();
  }

  private static boolean isHidden(Path path) {
    return name(path).startsWith(".");
  }

  /** The last name of a path, without the slash that folders in zip files may end in. */
  private static String name(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw ImageFile.unreadable(folder, e);
    }
  }
}
