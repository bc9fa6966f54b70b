package io.firstspike.pipeline.app.cluster;

import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that chooses a job of a cluster. */
final class ClusterJobOption {

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "Which job, by its number in cluster status (default: the only one that runs).")
  private String id;

  /**
   * The number of the chosen job, which runs.
   *
   * @throws InputException if no job runs, or several run and none was named
   */
  String in(ProcessCluster cluster) {
    List<String> running =
        cluster.jobs().stream()
            .filter(job -> !job.status().isGloballyTerminalState())
            .map(ClusterJob::id)
            .toList();
    if (running.isEmpty()) {
      throw new InputException("no job runs on this cluster: cluster submit starts one");
    }
    if (id == null && running.size() > 1) {
      throw new InputException("name one with --job: " + String.join(", ", running) + " run");
    }
    if (id != null && !running.contains(id)) {
      throw new InputException("--job " + id + " does not run; " + String.join(", ", running));
    }
    return id == null ? running.get(0) : id;
  }
}
