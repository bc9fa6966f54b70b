package io.firstspike.pipeline.app.cluster;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops a cluster. */
@Command(
    name = "stop",
    description =
        "Stop all processes of the cluster. Records and checkpoints stay: cluster start, then"
            + " cluster submit --from latest, and the job goes on.")
final class ClusterStop implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ClusterFolderOption folder;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    List<String> stopped = ProcessCluster.open(folder.folder()).stop();
    out.println("stopped " + String.join(", ", stopped));
    out.flush();
  }
}
