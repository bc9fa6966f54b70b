package io.firstspike.pipeline.app.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The folder in which a cluster of processes keeps its state. */
record ClusterFolder(Path root) {

  /** Opens an existing folder, or makes a new one. */
  static ClusterFolder create(Path root) {
    try {
      ClusterFolder folder = new ClusterFolder(Files.createDirectories(root).toRealPath());
      for (Path part :
          new Path[] {
            folder.logs(),
            folder.processes(),
            folder.flink(),
            folder.temporary(),
            folder.checkpoints()
          }) {
        Files.createDirectories(part);
      }
      return folder;
    } catch (IOException e) {
      throw new ClusterException("the cluster's folder " + root + " cannot be created: " + e, e);
    }
  }

  /**
   * Opens the folder of a cluster that was started there.
   *
   * @throws ClusterException if none was
   */
  static ClusterFolder existing(Path root) {
    if (!isOne(root)) {
      throw new ClusterException(
          "no cluster was started in " + root + ": start one with ./firstspike cluster start");
    }
    return create(root);
  }

  /** Whether a cluster was started there. */
  static boolean isOne(Path root) {
    return Files.exists(new ClusterFolder(root).plan());
  }

  /** The file that holds the cluster's plan. */
  private Path plan() {
    return root.resolve("cluster.properties");
  }

  /** The folder of logs: a log and the console output of each process. */
  Path logs() {
    return root.resolve("logs");
  }

  /** The folder of process numbers: one file per process. */
  Path processes() {
    return root.resolve("processes");
  }

  /** The folder of Flink's configuration. */
  Path flink() {
    return root.resolve("flink");
  }

  /** The folder for files that Flink does not need after a restart. */
  Path temporary() {
    return root.resolve("tmp");
  }

  /** The folder of the broker's records. */
  Path records() {
    return root.resolve("records");
  }

  /** The folder of checkpoints of all jobs; the last one of each job stays. */
  Path checkpoints() {
    return root.resolve("checkpoints");
  }

  void keep(ClusterPlan plan) {
    try (Writer writer = Files.newBufferedWriter(plan())) {
      plan.toProperties().store(writer, "A FirstSpike cluster");
    } catch (IOException e) {
      throw new ClusterException(plan() + " cannot be written: " + e, e);
    }
  }

  ClusterPlan keptPlan() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(plan())) {
      properties.load(reader);
      return ClusterPlan.of(properties);
    } catch (IOException | IllegalArgumentException e) {
      throw new ClusterException(
          plan() + " cannot be read (" + e + "): delete it, and start the cluster anew", e);
    }
  }
}
