package io.firstspike.pipeline.app.cluster;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the folder of a cluster. */
final class ClusterFolderOption {

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the cluster keeps records, checkpoints, logs and process numbers (default:"
              + " .firstspike/cluster in the home folder).")
  private Path folder;

  Path folder() {
    return folder == null
        ? Path.of(System.getProperty("user.home"), ".firstspike", "cluster")
        : folder;
  }
}
