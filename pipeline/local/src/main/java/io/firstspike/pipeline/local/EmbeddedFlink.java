package io.firstspike.pipeline.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.metrics.MetricRegistryConfiguration;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.FileUtils;

/**
 * A Flink cluster in this JVM: one job manager and one task manager, reachable only from this
 * machine. Flink always opens its REST endpoint; unless {@code rest.bind-port} is configured, this
 * is at a free port of the loopback interface.
 */
public final class EmbeddedFlink implements AutoCloseable {

  private static final String LOOPBACK = "localhost";

  /** The memory of RocksDB outside the heap; unused while state is on the heap. */
  private static final MemorySize ROCKSDB_MEMORY = MemorySize.ofMebiBytes(512);

  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final Path temporary;

  private EmbeddedFlink(MiniCluster cluster, Configuration configuration, Path temporary) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.temporary = temporary;
  }

  /**
   * Starts a cluster.
   *
   * @param slots the number of task slots, at least the parallelism of the jobs
   * @param overrides settings of cluster and jobs that differ from Flink's defaults; without a
   *     checkpoint directory among them, checkpoints go to a temporary one, deleted on close
   * @param reporters receive the metrics of cluster and jobs
   * @throws FlinkStartException if it cannot start, such as for want of space
   */
  public static EmbeddedFlink start(int slots, Configuration overrides, MetricReporter... reporters)
      throws Exception {
    // All temporary files of Flink go here: nothing is left behind when this folder is deleted.
    Path temporary = Files.createTempDirectory("firstspike-flink");
    Configuration configuration = onLoopback();
    configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
    // By default the REST endpoint would share one folder with all users of the machine, and not
    // delete it.
    configuration.set(WebOptions.UPLOAD_DIR, temporary.toString());
    // Flink's default, the job manager's memory, takes no state above 5 MB.
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        temporary.resolve("checkpoints").toUri().toString());
    configuration.addAll(overrides);
    MiniCluster cluster = cluster(slots, configuration, reporters);
    EmbeddedFlink flink = new EmbeddedFlink(cluster, configuration, temporary);
    try {
      cluster.start();
      return flink;
    } catch (Exception e) { // as declared
      flink.close();
      throw new FlinkStartException(e, temporary);
    }
  }

  @SuppressWarnings("try") // of MiniCluster's own close()
  private static MiniCluster cluster(
      int slots, Configuration configuration, MetricReporter... reporters) {
    List<ReporterSetup> setups =
        Arrays.stream(reporters)
            .map(one -> ReporterSetup.forReporter(one.getClass().getSimpleName(), one))
            .toList();
    MiniClusterConfiguration chosen =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(slots)
            .build();
    // Flink would make the reporter itself, from a class name, and this program could not reach it.
    return new MiniCluster(chosen) {
      @Override
      protected MetricRegistryImpl createMetricRegistry(Configuration all, long maximumBytes) {
        return new MetricRegistryImpl(
            MetricRegistryConfiguration.fromConfiguration(all, maximumBytes), setups);
      }
    };
  }

  private static Configuration onLoopback() {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(JobManagerOptions.ADDRESS, LOOPBACK);
    configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    configuration.set(TaskManagerOptions.HOST, LOOPBACK);
    configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    configuration.set(BlobServerOptions.PORT, "0");
    // In one JVM no part can be lost without the others; a machine that stalls for a while is no
    // failure.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, ROCKSDB_MEMORY);
    return configuration;
  }

  /**
   * Builds the job and submits it.
   *
   * @param plan adds the job's operators
   */
  public JobClient submit(Consumer<StreamExecutionEnvironment> plan) throws Exception {
    return submit(plan, new Configuration());
  }

  /**
   * Builds the job and submits it.
   *
   * @param plan adds the job's operators
   * @param job settings for this job only, such as the savepoint that it goes on from
   */
  public JobClient submit(Consumer<StreamExecutionEnvironment> plan, Configuration job)
      throws Exception {
    Configuration merged = new Configuration(configuration);
    merged.addAll(job);
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(merged);
    plan.accept(env);
    return submit(env.getStreamGraph());
  }

  /**
   * An environment whose jobs are executed on this cluster, for those who build them piece by
   * piece, as the Table API does.
   *
   * @param job settings for these jobs only
   * @param submitted is told of each job before it is submitted
   */
  @SuppressWarnings("try") // of StreamExecutionEnvironment's own close()
  public StreamExecutionEnvironment environment(
      Configuration job, Consumer<StreamGraph> submitted) {
    Configuration merged = new Configuration(configuration);
    merged.addAll(job);
    return new StreamExecutionEnvironment(merged) {
      @Override
      public JobClient executeAsync(StreamGraph graph) throws Exception {
        submitted.accept(graph);
        return EmbeddedFlink.this.submit(graph);
      }
    };
  }

  private JobClient submit(StreamGraph graph) throws Exception {
    JobGraph job = graph.getJobGraph();
    cluster.submitJob(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return new MiniClusterJobClient(
        job.getJobID(),
        cluster,
        EmbeddedFlink.class.getClassLoader(),
        JobFinalizationBehavior.NOTHING);
  }

  /** The present state of a job: its status, its last failure, its checkpoints. */
  public AccessExecutionGraph graph(JobID job) throws Exception {
    return cluster.getExecutionGraph(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The folder in which Flink and RocksDB write temporary files. */
  public Path workingFolder() {
    return temporary;
  }

  /** Cancels running jobs, waits for their end, and stops the cluster. */
  @Override
  public void close() {
    try {
      if (cluster.isRunning()) {
        cancelJobs();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // A job that cannot be cancelled ends with the cluster.
    } finally {
      stop();
    }
  }

  /** Cancels all jobs: a cluster that stops while jobs run writes warnings to the log. */
  private void cancelJobs() throws InterruptedException, ExecutionException, TimeoutException {
    for (JobStatusMessage job : cluster.listJobs().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      if (!job.getJobState().isGloballyTerminalState()) {
        cluster.cancelJob(job.getJobId()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        cluster.requestJobResult(job.getJobId()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private void stop() {
    try {
      cluster.closeAsync().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the embedded Flink does not stop", e);
    } finally {
      FileUtils.deleteDirectoryQuietly(temporary.toFile());
    }
  }
}
