package io.firstspike.pipeline.ml.sql;

import java.util.Optional;

/** Receives what happens while a script runs, in the script's thread. */
public interface ScriptListener {

  /** Takes a message of one line. */
  void note(String line);

  /** Takes a job that has begun to run. */
  default void started(StartedJob job) {}

  /** The reason and the remedy of a failure, in one line; empty to leave it to Flink's words. */
  default Optional<String> explain(Throwable failure) {
    return Optional.empty();
  }
}
