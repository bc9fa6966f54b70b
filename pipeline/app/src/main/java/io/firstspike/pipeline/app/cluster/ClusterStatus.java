package io.firstspike.pipeline.app.cluster;

import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the state of a cluster. */
@Command(
    name = "status",
    description =
        "Show the processes of the cluster and its jobs: what they do, since when, how often they"
            + " failed and why last, and their last checkpoint.")
final class ClusterStatus implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ClusterFolderOption folder;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    ProcessCluster cluster = ProcessCluster.open(folder.folder());
    out.println(processes(cluster));
    out.println();
    out.println("Kafka at " + cluster.bootstrapServers() + ", Flink at " + cluster.restAddress());
    out.println("logs in " + cluster.logs());
    out.flush();
    List<ClusterJob> jobs = cluster.jobs();
    out.println(jobs.isEmpty() ? "no job: cluster submit starts one" : "");
    jobs.forEach(job -> out.println(describe(job)));
    out.flush();
  }

  static Table processes(ProcessCluster cluster) {
    Table table = Table.empty();
    for (Map.Entry<String, Optional<Long>> process : cluster.pids().entrySet()) {
      String pid = process.getValue().map(n -> "process " + n).orElse("does not run");
      table = table.row(process.getKey(), pid);
    }
    return table;
  }

  private static Table describe(ClusterJob job) {
    return Table.empty()
        .row("job", job.id() + " " + job.name())
        .row("state", job.status().toString().toLowerCase(Locale.ROOT))
        .row("submitted", Figures.seconds(job.uptime().toSeconds()) + " ago")
        .row("failures", Figures.count(job.failures()))
        .row("last failure", job.lastFailure().orElse("none"))
        .row("last checkpoint", job.lastCheckpoint().orElse("none"));
  }
}
