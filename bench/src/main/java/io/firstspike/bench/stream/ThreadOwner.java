package io.firstspike.bench.stream;

import java.util.List;

/**
 * The part of the process that a thread works for, told by the thread's name: broker, job, source
 * and reader all run in one process.
 */
enum ThreadOwner {
  /** The job's operators: everything between a record from Kafka and a record to Kafka. */
  TASKS,
  /** The Kafka clients within the job: fetching and sending. */
  JOB_CLIENTS,
  /** What else Flink does: checkpoints, timers, flushing, heartbeats. */
  JOB_OTHER,
  /** The broker. */
  BROKER,
  /** Who writes the frames and who reads the predictions. */
  LOAD,
  /** The virtual machine's own Java threads, and those of the benchmark. */
  OTHER;

  /** The beginnings of the names of threads that the source and the reader start. */
  static final String LOAD_NAME = "bench-";

  private static final List<String> BROKER_NAMES =
      List.of(
          "data-plane-",
          "kafka-",
          "raft-",
          "quorum-",
          "group-",
          "transaction-",
          "share-",
          "ExpirationReaper-",
          "ThrottledChannelReaper-",
          "executor-",
          "LogDirFailureHandler",
          "TxnMarkerSenderThread",
          "broker-",
          "controller-",
          "metadata-",
          "BrokerLifecycleManager",
          "SensorExpiryThread",
          "delegation-",
          "periodic-",
          "local-");

  private static final List<String> FLINK_NAMES =
      List.of(
          "OutputFlusher",
          "Time Trigger",
          "System Time Trigger",
          "Checkpoint",
          "AsyncOperations",
          "flink-",
          "Flink",
          "jobmanager",
          "mini-cluster",
          "pekko",
          "SourceCoordinator",
          "Channel state",
          "Timer-",
          "Curator",
          "IOManager",
          "TaskExecutor",
          "state-");

  /** The owner of the thread called {@code name}. */
  static ThreadOwner of(String name) {
    if (name.contains("Data Fetcher for Source") || clientOfJob(name)) {
      return JOB_CLIENTS;
    }
    if (name.contains(LOAD_NAME)) {
      return LOAD;
    }
    if (name.matches(".*\\(\\d+/\\d+\\)#\\d+.*")) {
      return name.startsWith("OutputFlusher") || name.contains("Time Trigger") ? JOB_OTHER : TASKS;
    }
    if (startsWithAny(name, FLINK_NAMES)) {
      return JOB_OTHER;
    }
    return startsWithAny(name, BROKER_NAMES) ? BROKER : OTHER;
  }

  private static boolean clientOfJob(String name) {
    boolean client = name.startsWith("kafka-producer-") || name.startsWith("kafka-admin-client");
    return client && !name.contains(LOAD_NAME);
  }

  private static boolean startsWithAny(String name, List<String> beginnings) {
    return beginnings.stream().anyMatch(name::startsWith);
  }
}
