package io.firstspike.pipeline.app.cluster;

import io.firstspike.connectors.admin.BrokerUnavailableException;
import io.firstspike.connectors.admin.MissingTopicsException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.file.PathLock;
import io.firstspike.pipeline.app.cluster.ServerProcess.Recipe;
import io.firstspike.pipeline.local.RetainedCheckpoints;
import io.firstspike.pipeline.stream.job.LearningSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagerInfo;
import org.apache.flink.util.FileUtils;

/**
 * A Kafka broker, a job manager and task managers, each a process on this machine and reachable
 * only from it. The processes outlive the one that starts them; a folder holds all they need, so
 * that any later process can manage them. Only one process may do so at a time.
 */
public final class ProcessCluster {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration TO_END = Duration.ofSeconds(20);

  private final ClusterFolder folder;
  private final ClusterPlan plan;
  private final boolean attached;
  private final Map<String, Process> children = new HashMap<>();

  private ProcessCluster(ClusterFolder folder, ClusterPlan plan, boolean attached) {
    this.folder = folder;
    this.plan = plan;
    this.attached = attached;
  }

  /**
   * Makes a new cluster in {@code root}; {@link #startMissing} starts its processes.
   *
   * @throws ClusterException if a cluster runs there, or a port is taken
   */
  public static ProcessCluster create(Path root, ClusterPlan plan) {
    return create(root, plan, false);
  }

  /**
   * Makes a new cluster whose processes end when this process does, in whatever way; otherwise as
   * {@link #create}.
   */
  public static ProcessCluster createAttached(Path root, ClusterPlan plan) {
    return create(root, plan, true);
  }

  private static ProcessCluster create(Path root, ClusterPlan plan, boolean attached) {
    running(root)
        .ifPresent(
            cluster -> {
              throw new ClusterException(
                  "a cluster runs in "
                      + root
                      + " already ("
                      + cluster.bootstrapServers()
                      + "): stop it first, or choose another folder");
            });
    ClusterPlan chosen = plan.withPorts();
    ClusterFolder folder = ClusterFolder.create(root);
    return alone(
        folder,
        () -> {
          folder.keep(chosen);
          FlinkFiles.write(folder, chosen);
          return new ProcessCluster(folder, chosen, attached);
        });
  }

  /**
   * Opens the cluster in {@code root}, of which at least one process runs.
   *
   * @throws ClusterException if no process runs
   */
  public static ProcessCluster open(Path root) {
    ClusterFolder.existing(root);
    return running(root)
        .orElseThrow(
            () ->
                new ClusterException(
                    "no cluster runs in " + root + ": start it with ./firstspike cluster start"));
  }

  /** Opens the cluster in {@code root} if at least one of its processes runs. */
  public static Optional<ProcessCluster> running(Path root) {
    if (!ClusterFolder.isOne(root)) {
      return Optional.empty();
    }
    ClusterFolder folder = ClusterFolder.existing(root);
    ProcessCluster cluster = new ProcessCluster(folder, folder.keptPlan(), false);
    return cluster.processes().values().stream().anyMatch(Optional::isPresent)
        ? Optional.of(cluster)
        : Optional.empty();
  }

  /** The plan, with the ports that were chosen. */
  public ClusterPlan plan() {
    return plan;
  }

  /** The broker's address, HOST:PORT. */
  public String bootstrapServers() {
    return FlinkFiles.LOOPBACK + ":" + plan.brokerPort();
  }

  /** Kafka settings for clients of the broker; a fresh copy. */
  public Properties clientProperties() {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", bootstrapServers());
    return client;
  }

  /** The address of the job manager's REST interface. */
  public String restAddress() {
    return "http://" + FlinkFiles.LOOPBACK + ":" + plan.restPort();
  }

  /** The folder of logs and console outputs. */
  public Path logs() {
    return folder.logs();
  }

  /** The numbers of all processes by name; empty for those that do not run. */
  public Map<String, Optional<Long>> pids() {
    Map<String, Optional<Long>> pids = new LinkedHashMap<>();
    processes().forEach((name, found) -> pids.put(name, found.map(ServerProcess::pid)));
    return pids;
  }

  /** Whether all processes run. */
  public boolean complete() {
    return missing().isEmpty();
  }

  /**
   * Checks that all processes run.
   *
   * @throws ClusterException if not; the message names those that do not run
   */
  public void requireComplete() {
    if (!complete()) {
      throw new ClusterException(
          String.join(", ", missing())
              + " of the cluster in "
              + folder.root()
              + " no longer runs: ./firstspike cluster start brings it back");
    }
  }

  private List<String> missing() {
    return names().stream().filter(name -> ServerProcess.find(folder, name).isEmpty()).toList();
  }

  /** All processes in the order in which they start. */
  private Map<String, Optional<ServerProcess>> processes() {
    Map<String, Optional<ServerProcess>> found = new LinkedHashMap<>();
    for (Recipe recipe : recipes()) {
      found.put(recipe.name(), ServerProcess.find(folder, recipe.name()));
    }
    return found;
  }

  /**
   * Starts the processes that do not run, and waits until all work together.
   *
   * @return the names of those it started
   * @throws ClusterException if one ends or does not answer in time, or this thread is interrupted;
   *     the processes it had started have ended then
   */
  public List<String> startMissing() {
    return alone(folder, this::startMissingAlone);
  }

  private List<String> startMissingAlone() {
    List<String> started = new ArrayList<>();
    try {
      for (Recipe recipe : recipes()) {
        if (ServerProcess.find(folder, recipe.name()).isEmpty()) {
          children.put(recipe.name(), ServerProcess.start(folder, recipe));
          started.add(recipe.name());
        }
      }
      await(List.of(Recipes.BROKER), this::brokerAnswers);
      await(names(), () -> registered() == plan.taskManagers());
      return started;
    } catch (RuntimeException e) {
      // The interrupt is cleared for a while: an interrupted thread would not wait for the
      // processes to end.
      boolean interrupted = Thread.interrupted();
      started.forEach(name -> ServerProcess.find(folder, name).ifPresent(ServerProcess::kill));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  /** Runs {@code work} under a lock: two commands at a time would start some processes twice. */
  private static <T> T alone(ClusterFolder folder, Supplier<T> work) {
    try {
      PathLock lock =
          PathLock.ofFolder(folder.root())
              .orElseThrow(
                  () ->
                      new ClusterException(
                          "another command starts the cluster in "
                              + folder.root()
                              + ": wait for it, or choose another folder"));
      try {
        return work.get();
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw new ClusterException(
          "the cluster's folder " + folder.root() + " cannot be written into: " + e, e);
    }
  }

  private List<String> names() {
    return recipes().stream().map(Recipe::name).toList();
  }

  private List<Recipe> recipes() {
    return Recipes.of(folder, plan, attached);
  }

  private boolean brokerAnswers() {
    try {
      Topics.requireExisting(clientProperties(), TopicNames.DEFAULT.all(), Duration.ofSeconds(5));
      return true;
    } catch (BrokerUnavailableException | MissingTopicsException e) {
      return false;
    }
  }

  /**
   * The number of task managers that are registered with the job manager; -1 if it does not answer.
   */
  long registered() {
    return new RemoteFlink(FlinkFiles.read(folder))
        .taskManagers()
        .map(found -> (long) found.size())
        .orElse(-1L);
  }

  /** Waits until {@code condition} holds while all of {@code needed} run. */
  private void await(List<String> needed, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      for (String name : needed) {
        if (ServerProcess.find(folder, name).isEmpty()) {
          throw new ClusterException(name + " has ended: " + lastWords(name));
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw new ClusterException(
            String.join(", ", needed)
                + " did not get to work within "
                + PATIENCE.toSeconds()
                + " s; see the logs in "
                + folder.logs());
      }
      LockSupport.parkNanos(POLL.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new ClusterException("interrupted while processes were starting");
      }
    }
  }

  private String lastWords(String name) {
    Path console = folder.logs().resolve(name + ".out");
    String where = "see " + console + " and " + ServerProcess.log(folder, name);
    try {
      List<String> lines =
          Files.readAllLines(console).stream().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? where : lines.get(lines.size() - 1).strip() + "; " + where;
    } catch (IOException e) {
      return where;
    }
  }

  /**
   * Submits the learning job.
   *
   * @param from the checkpoint or savepoint that it goes on from; empty for a new beginning
   * @throws ClusterException if there are too few slots, or the job is refused
   */
  public JobClient submit(LearningSettings settings, Optional<Path> from) {
    if (settings.run().parallelism() > plan.allSlots()) {
      throw new ClusterException(
          "parallelism "
              + settings.run().parallelism()
              + " needs as many task slots; the cluster has "
              + plan.allSlots()
              + ": start it with more --task-managers or --slots");
    }
    Configuration job = new Configuration();
    from.ifPresent(path -> job.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
    return new RemoteFlink(FlinkFiles.read(folder)).submit(settings, job);
  }

  /**
   * The jobs of this cluster, running ones first.
   *
   * @throws ClusterException if the job manager does not answer
   */
  public List<ClusterJob> jobs() {
    return new RemoteFlink(FlinkFiles.read(folder)).jobs();
  }

  /** Makes a job write a savepoint; returns its path. */
  public String savepoint(String job) {
    return new RemoteFlink(FlinkFiles.read(folder)).savepoint(job);
  }

  /** Ends a job with a savepoint; returns its path. */
  public String stopJob(String job) {
    return new RemoteFlink(FlinkFiles.read(folder)).stop(job);
  }

  /** Ends a job at once. */
  public void cancelJob(String job) {
    new RemoteFlink(FlinkFiles.read(folder)).cancel(job);
  }

  /** The checkpoint or savepoint that was completed last, of any job of this cluster. */
  public Optional<Path> latestCheckpoint() {
    return RetainedCheckpoints.latest(folder.checkpoints());
  }

  /**
   * The name of the task manager that runs the most tasks.
   *
   * @throws ClusterException if none runs, or the job manager does not answer
   */
  public String busiestTaskManager() {
    return new RemoteFlink(FlinkFiles.read(folder))
            .taskManagers()
            .orElseThrow(
                () ->
                    new ClusterException(
                        "the job manager does not answer, so nobody knows which task manager has the"
                            + " most to do: ./firstspike cluster start brings it back"))
            .stream()
            .max(
                Comparator.comparing(
                    (TaskManagerInfo info) ->
                        info.getNumberSlots() - info.getNumberAvailableSlots()))
            .map(info -> info.getResourceId().getResourceIdString())
            .orElseThrow(() -> new ClusterException("no task manager runs"));
  }

  /**
   * Ends a task manager as {@code kill -9} does.
   *
   * @throws ClusterException if there is none of that name, or it does not run
   */
  public void killTaskManager(String name) {
    List<String> taskManagers =
        names().stream().filter(known -> known.startsWith(Recipes.TASK_MANAGER)).toList();
    if (!taskManagers.contains(name)) {
      throw new ClusterException(
          "no task manager is called " + name + "; there are " + String.join(", ", taskManagers));
    }
    kill(name);
  }

  /** Ends any process as {@code kill -9} does. */
  void kill(String name) {
    process(name).kill();
  }

  /** The number of a running process. */
  long pid(String name) {
    return process(name).pid();
  }

  private ServerProcess process(String name) {
    return ServerProcess.find(folder, name)
        .orElseThrow(
            () ->
                new ClusterException(
                    name + " does not run: ./firstspike cluster start brings it back"));
  }

  /**
   * Ends all processes, the broker last; records, checkpoints and logs stay.
   *
   * @return the names of the processes that ran
   */
  public List<String> stop() {
    List<ServerProcess> running = new ArrayList<>();
    processes().values().forEach(found -> found.ifPresent(process -> running.add(0, process)));
    running.forEach(process -> process.end(TO_END));
    FileUtils.deleteDirectoryQuietly(folder.temporary().toFile());
    return running.stream().map(ServerProcess::name).toList();
  }

  /** Kills all processes at once, even suspended ones. */
  void killAll() {
    processes().values().forEach(found -> found.ifPresent(ServerProcess::kill));
  }
}
