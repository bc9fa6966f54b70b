package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Looks for one fault of a feature layer. */
@FunctionalInterface
interface LayerCheck {

  /** What is wrong with the layer; empty if this is not. */
  Optional<Finding> find(LayerSigns layer);
}
