package io.firstspike.connectors.dataset;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.stimulus.Image;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Image files with labels. An image is decoded when it is asked for, and throws {@link
 * DatasetException} then if it is missing or damaged.
 */
record ImageFiles(
    String name,
    List<String> classes,
    List<Entry> entries,
    List<String> remarks,
    ImageLimits limits)
    implements Dataset {

  ImageFiles {
    classes = List.copyOf(classes);
    entries = List.copyOf(entries);
  }

  /** One image. */
  record Entry(Path file, String label) {}

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Image image(int index) {
    return ImageFile.read(entries.get(index).file(), limits);
  }

  @Override
  public Optional<String> file(int index) {
    return Optional.of(entries.get(index).file().toString());
  }

  @Override
  public String label(int index) {
    return entries.get(index).label();
  }
}
