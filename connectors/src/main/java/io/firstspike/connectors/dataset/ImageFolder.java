package io.firstspike.connectors.dataset;

import io.firstspike.connectors.dataset.LeftOut.Reason;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.text.LabelSpelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with one sub-folder of images per class: the sub-folder's name, {@linkplain
 * LabelSpelling#tidy tidied}, is the label. The images are sorted by class and file name: use
 * {@link #shuffled} before learning from them in a stream. An image is decoded when it is asked
 * for, and throws {@link DatasetException} then if it is damaged. {@link #remarks} counts the other
 * files of the folder.
 */
public final class ImageFolder implements Dataset {

  private record Entry(Path file, String label) {}

  private final String name;
  private final List<String> classes;
  private final List<Entry> entries;
  private final List<String> remarks;
  private final ImageLimits limits;

  private ImageFolder(
      String name,
      List<String> classes,
      List<Entry> entries,
      List<String> remarks,
      ImageLimits limits) {
    this.name = name;
    this.remarks = remarks;
    this.classes = List.copyOf(classes);
    this.entries = List.copyOf(entries);
    this.limits = limits;
  }

  /**
   * Lists the folder with {@link ImageLimits#DEFAULT}. Hidden files, and files with endings other
   * than png, jpg, jpeg, bmp and pgm, are left out.
   *
   * @throws DatasetException when the folder cannot be listed or holds no images
   */
  public static ImageFolder read(Path folder) {
    return read(folder, ImageLimits.DEFAULT);
  }

  /** Lists the folder, for images within {@code limits}; otherwise as {@link #read(Path)}. */
  public static ImageFolder read(Path folder, ImageLimits limits) {
    List<String> classes = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    LeftOut leftOut = new LeftOut();
    for (Path path : list(folder)) {
      String name = path.getFileName().toString();
      if (name.startsWith(".")) {
        leftOut.add(Reason.HIDDEN, name);
      } else if (!Files.isDirectory(path)) {
        leftOut.add(Reason.OUTSIDE, name);
      } else {
        List<Path> files = images(path, name, leftOut);
        if (files.isEmpty()) {
          leftOut.add(Reason.NO_CLASS, name);
        } else {
          String label = label(path);
          if (!classes.contains(label)) {
            classes.add(label);
          }
          files.forEach(file -> entries.add(new Entry(file, label)));
        }
      }
    }
    if (entries.isEmpty()) {
      throw new DatasetException(
          "no images in "
              + folder.toAbsolutePath()
              + ": it needs one sub-folder per class with png, jpg, bmp or pgm files in it");
    }
    return new ImageFolder(
        String.valueOf(folder.getFileName()), classes, entries, leftOut.remarks(folder), limits);
  }

  private static List<Path> images(Path classFolder, String label, LeftOut leftOut) {
    List<Path> images = new ArrayList<>();
    for (Path file : list(classFolder)) {
      String fileName = file.getFileName().toString();
      Reason reason = null;
      if (fileName.startsWith(".")) {
        reason = Reason.HIDDEN;
      } else if (Files.isDirectory(file)) {
        reason = Reason.DEEPER;
      } else if (!ImageFile.hasEnding(fileName)) {
        reason = Reason.NO_IMAGE;
      } else if (!Files.isRegularFile(file)) {
        reason = Reason.BROKEN;
      }
      if (reason == null) {
        images.add(file);
      } else {
        leftOut.add(reason, label + "/" + fileName);
      }
    }
    return images;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Image image(int index) {
    return ImageFile.read(entries.get(index).file(), limits);
  }

  @Override
  public String label(int index) {
    return entries.get(index).label();
  }

  private static String label(Path classFolder) {
    String folderName = classFolder.getFileName().toString();
    LabelSpelling.problem(folderName)
        .ifPresent(
            why -> {
              throw new DatasetException(
                  "the name of " + classFolder + " cannot be a label, it " + why + ": rename it");
            });
    return LabelSpelling.tidy(folderName);
  }

  @Override
  public List<String> remarks() {
    return remarks;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw ImageFile.unreadable(folder, e);
    }
  }
}
