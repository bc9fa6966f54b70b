package io.firstspike.pipeline.app.cluster;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends a job. */
@Command(name = "cancel", description = "End a job; the cluster and its records stay.")
final class ClusterCancel implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ClusterFolderOption folder;
  @Mixin private ClusterJobOption job;

  @Option(
      names = "--savepoint",
      description = "Write a savepoint first and print its path, for cluster submit --from.")
  private boolean savepoint;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    ProcessCluster cluster = ProcessCluster.open(folder.folder());
    String id = job.in(cluster);
    if (savepoint) {
      out.println("savepoint written to " + cluster.stopJob(id));
    } else {
      cluster.cancelJob(id);
    }
    out.println("job " + id + " ended");
    out.flush();
  }
}
