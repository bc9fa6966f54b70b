package io.firstspike.pipeline.app.cluster;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes a job write a savepoint. */
@Command(
    name = "savepoint",
    description =
        "Have a job write a savepoint while it goes on, and print its path, for cluster submit --from.")
final class ClusterSavepoint implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ClusterFolderOption folder;
  @Mixin private ClusterJobOption job;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    ProcessCluster cluster = ProcessCluster.open(folder.folder());
    String id = job.in(cluster);
    out.println("savepoint written to " + cluster.savepoint(id));
    out.flush();
  }
}
