package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;

/** Stimuli with labels that a network is tested with, made when they are asked for. */
public interface LabelledRasters {

  /** Their name for messages and reports. */
  String name();

  int size();

  String label(int index);

  /**
   * The place of a stimulus's label among those that a network knows.
   *
   * @throws InputException if it is none of them
   */
  default int place(int index, List<String> labels) {
    int place = labels.indexOf(label(index));
    if (place < 0) {
      throw new InputException(
          name()
              + " has label "
              + label(index)
              + ", and the network knows "
              + labels
              + ": name them with --labels when it is imported or converted");
    }
    return place;
  }

  /** The stimulus of an index. Called from several threads at a time. */
  Raster raster(int index);
}
