package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Looks for one fault of a data set or its encoding. */
@FunctionalInterface
interface DataCheck {

  /** What is wrong with the data; empty if this is not. */
  Optional<Finding> find(DataSigns data);
}
