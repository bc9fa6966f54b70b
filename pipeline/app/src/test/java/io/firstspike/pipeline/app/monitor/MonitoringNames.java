package io.firstspike.pipeline.app.monitor;

import static java.util.stream.Collectors.toCollection;

import io.firstspike.pipeline.stream.metric.JobMetric;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

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
    Set<String> names =
        Arrays.stream(JobMetric.values())
            .map(JobMetric::prometheusName)
            .collect(toCollection(TreeSet::new));
    names.add(HealthMetrics.READY);
    names.add(HealthMetrics.RESTARTS);
    return names;
  }
}
