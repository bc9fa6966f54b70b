package io.firstspike.connectors.dataset;

import io.firstspike.connectors.dataset.ImageFiles.Entry;
import io.firstspike.connectors.dataset.LeftOut.Reason;
import io.firstspike.connectors.image.ImageLimits;
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
 * {@link Dataset#shuffled} before learning from them in a stream. An image is decoded when it is
 * asked for, and throws {@link DatasetException} then if it is damaged. {@link Dataset#remarks}
 * counts the other files of the folder.
 */
public final class ImageFolder {

  private ImageFolder() {}

  /**
   * Lists the folder with {@link ImageLimits#DEFAULT}. Hidden files, and files with endings other
   * than png, jpg, jpeg, bmp and pgm, are left out.
   *
   * @throws DatasetException when the folder cannot be listed or holds no images
   */
  public static Dataset read(Path folder) {
    return read(folder, ImageLimits.DEFAULT);
  }

  /** Lists the folder, for images within {@code limits}; otherwise as {@link #read(Path)}. */
  public static Dataset read(Path folder, ImageLimits limits) {
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
    return new ImageFiles(
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

  private static List<Path> list(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw ImageFile.unreadable(folder, e);
    }
  }
}
