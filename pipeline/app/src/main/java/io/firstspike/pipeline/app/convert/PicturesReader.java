package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.dataset.Dataset;
import picocli.CommandLine.Model.CommandSpec;

/** Reads data sets of pictures that options name. */
@FunctionalInterface
public interface PicturesReader {

  /** A data set of pictures. */
  interface Pictures {

    /** Those to learn from; those of a folder in an order drawn from {@code seed}. */
    Dataset train(long seed);

    /** Those to test with. */
    Dataset test();
  }

  /**
   * Finds a data set.
   *
   * @param option the option that names it, for messages
   * @param location its value
   */
  Pictures read(String option, String location, CommandSpec command);
}
