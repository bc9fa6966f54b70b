package io.firstspike.pipeline.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;

/**
 * Flink inside this JVM: one job manager and one task manager, reachable from this machine only.
 * Flink cannot do without its REST endpoint; unless a {@code rest.port} is configured it takes a
 * free one on the loopback interface.
 */
public final class EmbeddedFlink implements AutoCloseable {

  private static final String LOOPBACK = "localhost";

  /** What RocksDB may use beside the heap; nothing as long as state is on the heap. */
  private static final MemorySize ROCKSDB_MEMORY = MemorySize.ofMebiBytes(512);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final Optional<Path> temporary;

  private EmbeddedFlink(
      MiniCluster cluster, Configuration configuration, Optional<Path> temporary) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.temporary = temporary;
  }

  /**
   * Starts a cluster.
   *
   * @param slots task slots, at least the parallelism of the jobs to come
   * @param overrides settings of cluster and jobs that differ from Flink's defaults; without a
   *     checkpoint directory among them, checkpoints go to a temporary one, deleted on close
   */
  public static EmbeddedFlink start(int slots, Configuration overrides) throws Exception {
    Configuration configuration = onLoopback();
    // Flink's default is the job manager's memory, which takes no state above 5 MB.
    Optional<Path> temporary =
        overrides.contains(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
            ? Optional.empty()
            : Optional.of(Files.createTempDirectory("firstspike-checkpoints"));
    temporary.ifPresent(
        folder ->
            configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString()));
    configuration.addAll(overrides);
    if (overrides.contains(RestOptions.PORT)) {
      configuration.set(RestOptions.BIND_PORT, overrides.get(RestOptions.PORT).toString());
    }
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new EmbeddedFlink(cluster, configuration, temporary);
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
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, ROCKSDB_MEMORY);
    return configuration;
  }

  /** Builds the job and submits it. */
  public JobClient submit(StreamSettings settings) throws Exception {
    return submit(settings, new Configuration());
  }

  /**
   * Builds the job and submits it.
   *
   * @param job settings for this job alone, such as the savepoint it goes on from
   */
  public JobClient submit(StreamSettings settings, Configuration job) throws Exception {
    Configuration merged = new Configuration(configuration);
    merged.addAll(job);
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(merged);
    settings.addTo(env);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    cluster.submitJob(graph).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return new MiniClusterJobClient(
        graph.getJobID(),
        cluster,
        EmbeddedFlink.class.getClassLoader(),
        JobFinalizationBehavior.NOTHING);
  }

  /** Cancels what still runs and stops. */
  @Override
  public void close() {
    try {
      cluster.closeAsync().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the embedded Flink does not stop", e);
    } finally {
      temporary.map(Path::toFile).ifPresent(FileUtils::deleteDirectoryQuietly);
    }
  }
}
