package io.firstspike.pipeline.cluster;

import io.firstspike.pipeline.job.JobSettings;
import io.firstspike.pipeline.job.LearningJob;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.client.deployment.ClusterClientJobClientAdapter;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.ClusterClientProvider;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagerInfo;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagersHeaders;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A job manager in another process, over its REST interface. */
final class RemoteFlink {

  private static final long PATIENCE_SECONDS = 60;

  private final Configuration configuration;
  private final ClusterClientProvider<StandaloneClusterId> clients;

  /**
   * @param configuration the cluster's
   */
  RemoteFlink(Configuration configuration) {
    this.configuration = configuration;
    // One try each: who waits for something asks again himself.
    Configuration client = new Configuration(configuration);
    client.set(RestOptions.RETRY_MAX_ATTEMPTS, 0);
    this.clients = () -> client(client);
  }

  private static RestClusterClient<StandaloneClusterId> client(Configuration configuration) {
    try {
      return new RestClusterClient<>(configuration, StandaloneClusterId.getInstance());
    } catch (Exception e) { // as declared
      throw new ClusterException("no client of the job manager: " + e.getMessage(), e);
    }
  }

  /** The task managers that have found the job manager; empty if no job manager answers. */
  Optional<Collection<TaskManagerInfo>> taskManagers() {
    try (RestClusterClient<?> client =
        (RestClusterClient<StandaloneClusterId>) clients.getClusterClient()) {
      return Optional.of(
          get(client.sendRequest(
                  TaskManagersHeaders.getInstance(),
                  EmptyMessageParameters.getInstance(),
                  EmptyRequestBody.getInstance()))
              .getTaskManagerInfos());
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  /**
   * Submits the learning job.
   *
   * @param job settings for this job alone
   * @throws ClusterException if it is refused, or a job of the same consumer group runs
   */
  JobClient submit(JobSettings settings, Configuration job) {
    Configuration merged = new Configuration(configuration);
    merged.addAll(job);
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(merged);
    LearningJob.build(env, settings);
    String ofGroup = " (group " + settings.groupId() + ")";
    StreamGraph stream = env.getStreamGraph();
    stream.setJobName("FirstSpike " + settings.spec().name() + ofGroup);
    JobGraph graph = stream.getJobGraph();
    try (RestClusterClient<?> client =
        (RestClusterClient<StandaloneClusterId>) clients.getClusterClient()) {
      for (JobStatusMessage other : get(client.listJobs())) {
        if (other.getJobName().endsWith(ofGroup)
            && !other.getJobState().isGloballyTerminalState()) {
          throw new ClusterException(
              "job "
                  + other.getJobId()
                  + " of consumer group "
                  + settings.groupId()
                  + " runs already: two would end each other's transactions; give another"
                  + " --group-id, or stop the cluster first");
        }
      }
      get(client.submitJob(graph));
    } catch (ExecutionException e) {
      throw new ClusterException("the cluster refuses the job: " + root(e), e);
    } catch (TimeoutException e) {
      throw new ClusterException("the job manager does not answer", e);
    }
    return new ClusterClientJobClientAdapter<>(
        clients, graph.getJobID(), RemoteFlink.class.getClassLoader());
  }

  private static <T> T get(CompletableFuture<T> future)
      throws ExecutionException, TimeoutException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted", e);
    }
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).strip();
  }
}
