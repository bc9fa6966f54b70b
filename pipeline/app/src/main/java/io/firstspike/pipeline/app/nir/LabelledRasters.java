package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.stepped.stimulus.Raster;

/** Stimuli with labels that a network is tested with, made when they are asked for. */
interface LabelledRasters {

  /** Their name for messages and reports. */
  String name();

  int size();

  String label(int index);

  /** The stimulus of an index. Called from several threads at a time. */
  Raster raster(int index);
}
