package io.firstspike.pipeline.app.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * The option for the folder that keeps the outputs of frozen layers; the result does not depend on
 * it.
 */
final class CacheOption {

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = {
        "Keep what frozen layers make of the images in files here, for later runs with the same"
            + " images and layers; the results are the same (default: for this run only)."
      })
  private Path folder;

  /** The folder; null if nothing is kept after the run. */
  Path folder() {
    return folder;
  }
}
