package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.Image;
import java.util.List;
import java.util.Optional;

/** A selection of another data set's images. */
record DatasetView(ExampleSet images) implements Dataset {

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Image image(int index) {
    return (Image) images.stimulus(index);
  }

  @Override
  public String label(int index) {
    return images.label(index);
  }

  @Override
  public Optional<String> file(int index) {
    return images.file(index);
  }

  @Override
  public List<String> remarks() {
    return images.remarks();
  }

  @Override
  public List<String> classes() {
    return images.classes();
  }
}
