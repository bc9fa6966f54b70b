package io.firstspike.pipeline.app.cluster;

import io.firstspike.pipeline.stream.job.LearningJob;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.options.Failures;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.ClusterClientJobClientAdapter;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.ClusterClientProvider;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.JobExceptionsInfoWithHistory.RootExceptionInfo;
import org.apache.flink.runtime.rest.messages.JobMessageParameters;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointStatistics.CompletedCheckpointStatistics;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatistics.LatestCheckpoints;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatisticsHeaders;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagerInfo;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagersHeaders;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A client of a job manager in another process, over its REST interface. */
final class RemoteFlink {

  private static final long PATIENCE_SECONDS = 60;

  /** State of gigabytes is not written in a minute. */
  private static final long SAVEPOINT_SECONDS = 1800;

  private static final String CAUSE = "Caused by: ";

  private final Configuration configuration;
  private final ClusterClientProvider<StandaloneClusterId> clients;

  /**
   * Makes a client.
   *
   * @param configuration Flink's configuration of the cluster
   */
  RemoteFlink(Configuration configuration) {
    this.configuration = configuration;
    // One attempt per request: callers that wait for something ask again.
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

  /**
   * The task managers that are registered with the job manager; empty if no job manager answers.
   */
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
  JobClient submit(LearningSettings settings, Configuration job) {
    Configuration merged = new Configuration(configuration);
    merged.addAll(job);
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(merged);
    LearningJob.build(env, settings);
    String ofGroup = " (group " + settings.run().groupId() + ")";
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
                  + settings.run().groupId()
                  + " runs already: two would end each other's transactions; give another"
                  + " --group-id, or stop the cluster first");
        }
      }
      get(client.submitJob(graph));
    } catch (ExecutionException e) {
      throw new ClusterException(
          "the cluster refuses the job: " + Failures.oneLine(Failures.innermost(e)), e);
    } catch (TimeoutException e) {
      throw new ClusterException("the job manager does not answer", e);
    }
    return new ClusterClientJobClientAdapter<>(
        clients, graph.getJobID(), RemoteFlink.class.getClassLoader());
  }

  /**
   * The jobs that the job manager knows, running ones first.
   *
   * @throws ClusterException if it does not answer
   */
  List<ClusterJob> jobs() {
    return ask(
        client -> {
          List<ClusterJob> jobs = new ArrayList<>();
          for (JobStatusMessage job : get(client.listJobs())) {
            jobs.add(describe(client, job));
          }
          jobs.sort(Comparator.comparing(job -> job.status().isGloballyTerminalState()));
          return jobs;
        });
  }

  private static ClusterJob describe(RestClusterClient<?> client, JobStatusMessage job)
      throws ExecutionException, TimeoutException {
    JobExceptionsMessageParameters exceptions =
        JobExceptionsHeaders.getInstance().getUnresolvedMessageParameters();
    exceptions.jobPathParameter.resolve(job.getJobId());
    List<RootExceptionInfo> failures =
        get(client.sendRequest(
                JobExceptionsHeaders.getInstance(), exceptions, EmptyRequestBody.getInstance()))
            .getExceptionHistory()
            .getEntries();
    return new ClusterJob(
        job.getJobId().toHexString(),
        job.getJobName(),
        job.getJobState(),
        Duration.ofMillis(Math.max(0, System.currentTimeMillis() - job.getStartTime())),
        failures.size(),
        failures.stream().findFirst().map(RemoteFlink::failure),
        lastCheckpoint(client, job.getJobId()));
  }

  private static String failure(RootExceptionInfo failure) {
    Instant when = Instant.ofEpochMilli(failure.getTimestamp()).truncatedTo(ChronoUnit.SECONDS);
    return when + " " + innermost(failure.getStacktrace());
  }

  /** The last cause in a stack trace. */
  static String innermost(String stackTrace) {
    List<String> lines = stackTrace.lines().map(String::strip).toList();
    return Failures.withoutPackages(
        lines.stream()
            .filter(line -> line.startsWith(CAUSE))
            .reduce((before, last) -> last)
            .map(line -> line.substring(CAUSE.length()))
            .or(() -> lines.stream().findFirst())
            .orElse("no reason given"));
  }

  private static Optional<String> lastCheckpoint(RestClusterClient<?> client, JobID job)
      throws ExecutionException, TimeoutException {
    JobMessageParameters parameters =
        CheckpointingStatisticsHeaders.getInstance().getUnresolvedMessageParameters();
    parameters.jobPathParameter.resolve(job);
    return Optional.ofNullable(
            get(client.sendRequest(
                    CheckpointingStatisticsHeaders.getInstance(),
                    parameters,
                    EmptyRequestBody.getInstance()))
                .getLatestCheckpoints())
        .map(LatestCheckpoints::getCompletedCheckpointStatistics)
        .map(CompletedCheckpointStatistics::getExternalPath);
  }

  /**
   * Makes a job write a savepoint.
   *
   * @return its path
   */
  String savepoint(String job) {
    return ask(
        client ->
            get(
                client.triggerSavepoint(
                    JobID.fromHexString(job), null, SavepointFormatType.CANONICAL),
                SAVEPOINT_SECONDS));
  }

  /**
   * Ends a job with a savepoint.
   *
   * @return its path
   */
  String stop(String job) {
    return ask(
        client ->
            get(
                client.stopWithSavepoint(
                    JobID.fromHexString(job), false, null, SavepointFormatType.CANONICAL),
                SAVEPOINT_SECONDS));
  }

  /** Ends a job at once. */
  void cancel(String job) {
    ask(client -> get(client.cancel(JobID.fromHexString(job))));
  }

  /** A request to the job manager. */
  private interface Request<T> {
    T put(RestClusterClient<?> client) throws ExecutionException, TimeoutException;
  }

  private <T> T ask(Request<T> question) {
    try (RestClusterClient<?> client =
        (RestClusterClient<StandaloneClusterId>) clients.getClusterClient()) {
      return question.put(client);
    } catch (ExecutionException e) {
      throw new ClusterException(
          "the job manager refuses: " + Failures.oneLine(Failures.innermost(e)), e);
    } catch (TimeoutException e) {
      throw new ClusterException("the job manager does not answer", e);
    }
  }

  private static <T> T get(CompletableFuture<T> future)
      throws ExecutionException, TimeoutException {
    return get(future, PATIENCE_SECONDS);
  }

  private static <T> T get(CompletableFuture<T> future, long seconds)
      throws ExecutionException, TimeoutException {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted", e);
    }
  }
}
