package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What every job needs to know, whether it learns or only serves. */
public sealed interface StreamSettings permits JobSettings, ServingSettings {

  /** The job's name, for people. */
  String title();

  /** Kafka client settings: {@code bootstrap.servers}, and whatever security needs. */
  Map<String, String> kafka();

  /** The topics it reads and writes. */
  TopicNames topics();

  /** Consumer group, and prefix of its transactions. */
  String groupId();

  /** What a failure may do to the output. */
  Delivery delivery();

  /** Time between checkpoints. */
  Duration checkpointInterval();

  /** Where state is kept while the job runs; empty: where Flink is configured to. */
  Optional<StateStore> stateStore();

  /** The largest network that its models topic may hold. */
  NetworkLimit networkLimit();

  /** Slots the job takes. */
  int parallelism();

  /** Whether models of this version may be what the job has published, as far as that is known. */
  default boolean mayPublish(String modelVersion) {
    return true;
  }

  /** Adds the job to {@code env}, which has yet to be executed. */
  void addTo(StreamExecutionEnvironment env);

  /** The client settings as Kafka's clients take them: a new object. */
  default Properties kafkaProperties() {
    Properties properties = new Properties();
    properties.putAll(kafka());
    return properties;
  }
}
