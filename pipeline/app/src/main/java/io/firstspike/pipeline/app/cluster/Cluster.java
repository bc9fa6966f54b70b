package io.firstspike.pipeline.app.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands for a broker and a Flink cluster as processes of this machine. */
@Command(
    name = "cluster",
    description =
        "A broker, a job manager and task managers, each a process on this machine and reachable"
            + " from it only: to see what failures do to a job, which is nothing.",
    subcommands = {
      ClusterStart.class,
      ClusterSubmit.class,
      ClusterStatus.class,
      ClusterSavepoint.class,
      ClusterCancel.class,
      ClusterKillTaskManager.class,
      ClusterStop.class
    })
public final class Cluster implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "cluster: start, submit, status, savepoint, cancel, kill-taskmanager or stop?");
  }
}
