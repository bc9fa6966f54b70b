package io.firstspike.pipeline.app.cluster;

import io.firstspike.pipeline.app.launch.StopSignal;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.PartitionsOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a cluster, or its missing processes. */
@Command(
    name = "start",
    description = {
      "Start a cluster and return when it works. Where one runs of which some processes have gone,"
          + " start those again, as they were: the other options are ignored then.",
      "Records and checkpoints of an earlier cluster in the same folder are still there."
    })
final class ClusterStart implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ClusterFolderOption folder;

  @Option(
      names = "--broker-port",
      paramLabel = "N",
      defaultValue = "9092",
      description = "Kafka's port, 1 to 65,535, or 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int brokerPort;

  @Option(
      names = "--rpc-port",
      paramLabel = "N",
      defaultValue = "6123",
      description = "The job manager's port for task managers (default: ${DEFAULT-VALUE}).")
  private int rpcPort;

  @Option(
      names = "--rest-port",
      paramLabel = "N",
      defaultValue = "8081",
      description = "The job manager's port for clients (default: ${DEFAULT-VALUE}).")
  private int restPort;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many task managers, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int taskManagers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "Task slots of each, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "1024",
      description = "Heap of each task manager in MB, 256 to 65,536 (default: ${DEFAULT-VALUE}).")
  private int heap;

  @Mixin private PartitionsOption partitions;

  @Option(
      names = "--flink",
      paramLabel = "NAME=VALUE",
      description =
          "A setting of Flink's own, such as state.backend.type=rocksdb; may be repeated.")
  private Map<String, String> flink = Map.of();

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    Path where = folder.folder();
    Optional<ProcessCluster> running = ProcessCluster.running(where);
    if (running.isPresent() && running.get().complete()) {
      throw new InputException(
          "the cluster in "
              + where
              + " runs already: stop it first (cluster stop), or choose another --dir");
    }
    ProcessCluster cluster = running.orElseGet(() -> ProcessCluster.create(where, plan()));
    List<String> started = start(cluster);
    out.println("started " + String.join(", ", started));
    out.println();
    out.println(ClusterStatus.processes(cluster));
    out.println();
    out.println("Kafka at " + cluster.bootstrapServers() + ", Flink at " + cluster.restAddress());
    out.println("logs in " + cluster.logs());
    out.flush();
  }

  private ClusterPlan plan() {
    return new ClusterPlan(
        brokerPort, partitions.count(), rpcPort, restPort, taskManagers, slots, heap, flink);
  }

  /** Starts the processes; Ctrl-C meanwhile leaves no process behind. */
  private static List<String> start(ProcessCluster cluster) {
    Thread starter = Thread.currentThread();
    try (StopSignal stop = new StopSignal(starter::interrupt)) {
      if (stop.within(Duration.ZERO)) {
        starter.interrupt();
      }
      return cluster.startMissing();
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new CancellationException(
            "stopped before the cluster worked; what had been started has been ended");
      }
      throw e;
    }
  }
}
