package io.firstspike.pipeline.app.cluster;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills a task manager and starts another. */
@Command(
    name = "kill-taskmanager",
    description =
        "End a task manager without warning, as kill -9 does, and start another in its place. The"
            + " job goes on from its last checkpoint within seconds.")
final class ClusterKillTaskManager implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ClusterFolderOption folder;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "Which, such as taskmanager-2 (default: the one with the most to do).")
  private String name;

  @Option(
      names = "--no-replacement",
      description = "Start none in its place; cluster start does so later.")
  private boolean alone;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    ProcessCluster cluster = ProcessCluster.open(folder.folder());
    String victim = name == null ? cluster.busiestTaskManager() : name;
    cluster.killTaskManager(victim);
    out.println("killed " + victim);
    out.flush();
    if (alone) {
      out.println("bring it back with cluster start");
    } else {
      out.println("started " + String.join(", ", cluster.startMissing()));
    }
    out.flush();
  }
}
