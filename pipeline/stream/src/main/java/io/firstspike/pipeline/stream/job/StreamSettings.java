package io.firstspike.pipeline.stream.job;

import io.firstspike.engine.spec.NetworkLimit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Settings of a job, whether it learns or only serves. */
public sealed interface StreamSettings permits LearningSettings, ServingSettings {

  /** The settings that both kinds of job have. */
  RunSettings run();

  /** The job's name, for people. */
  String title();

  /** The largest network that its models topic may hold. */
  NetworkLimit networkLimit();

  /** Whether models of this version may be what the job has published, as far as that is known. */
  default boolean mayPublish(String modelVersion) {
    return true;
  }

  /** Adds the job to {@code env}, which has yet to be executed. */
  void addTo(StreamExecutionEnvironment env);
}
