package io.firstspike.pipeline.app.monitor;

import static java.util.stream.Collectors.toCollection;

import io.firstspike.pipeline.stream.metric.JobMetric;
import io.firstspike.pipeline.stream.metric.JobMetric.Users;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Names of metrics that dashboard, alert rules and documents may use. */
public final class MonitoringNames {

  /** Flink's own. */
  public static final Set<String> OF_FLINK =
      Set.of(
          "flink_jobmanager_numRunningJobs",
          "flink_jobmanager_job_uptime",
          "flink_jobmanager_job_numRestarts",
          "flink_jobmanager_job_lastCheckpointDuration",
          "flink_jobmanager_job_lastCheckpointFullSize",
          "flink_jobmanager_job_numberOfCompletedCheckpoints",
          "flink_jobmanager_job_numberOfFailedCheckpoints",
          "flink_taskmanager_Status_JVM_Memory_Heap_Used",
          "flink_taskmanager_Status_JVM_Memory_Heap_Max",
          "flink_taskmanager_Status_JVM_GarbageCollector_All_TimeMsPerSecond",
          "flink_taskmanager_job_task_busyTimeMsPerSecond",
          "flink_taskmanager_job_task_backPressuredTimeMsPerSecond",
          "flink_taskmanager_job_task_operator_pendingRecords");

  private MonitoringNames() {}

  /** This project's: those of jobs, and those of embedded jobs alone. */
  public static Set<String> ours() {
    return ours(metric -> true);
  }

  /** Those of a job whose network takes images. */
  public static Set<String> oursOfImages() {
    return ours(metric -> metric.users() != Users.EVENTS);
  }

  private static Set<String> ours(Predicate<JobMetric> which) {
    Set<String> names =
        Arrays.stream(JobMetric.values())
            .filter(which)
            .map(JobMetric::prometheusName)
            .collect(toCollection(TreeSet::new));
    names.add(HealthMetrics.READY);
    names.add(HealthMetrics.RESTARTS);
    return names;
  }
}
