package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;

/** A selection of another data set's examples. */
record ExampleView(ExampleSet whole, Selection selection) implements ExampleSet {

  @Override
  public String name() {
    return selection.name();
  }

  @Override
  public int size() {
    return selection.indices().length;
  }

  @Override
  public Stimulus stimulus(int index) {
    return whole.stimulus(selection.indices()[index]);
  }

  @Override
  public String label(int index) {
    return whole.label(selection.indices()[index]);
  }

  @Override
  public Optional<String> file(int index) {
    return whole.file(selection.indices()[index]);
  }

  @Override
  public List<String> remarks() {
    return whole.remarks();
  }

  /** The classes of the whole data set: a slice keeps a class of which it has no example. */
  @Override
  public List<String> classes() {
    return whole.classes();
  }
}
