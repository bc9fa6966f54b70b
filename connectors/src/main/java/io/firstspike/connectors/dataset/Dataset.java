package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.LabelledImages;

/** Labelled images with a name and a list of classes. Immutable and thread-safe. */
public interface Dataset extends ExampleSet, LabelledImages {

  @Override
  default Dataset slice(int from, int to) {
    return new DatasetView(ExampleSet.super.slice(from, to));
  }

  @Override
  default Dataset shuffled(long seed) {
    return new DatasetView(ExampleSet.super.shuffled(seed));
  }
}
