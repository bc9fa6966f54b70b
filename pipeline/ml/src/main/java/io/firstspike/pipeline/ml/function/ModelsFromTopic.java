package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.spec.NetworkLimit;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.FunctionContext;

/**
 * The latest model of each key of a topic.
 *
 * @param kafka settings of Kafka's clients, {@code bootstrap.servers} among them
 * @param topic the topic that learning jobs publish models on
 * @param limit the limit on each model's size
 */
record ModelsFromTopic(Map<String, String> kafka, String topic, NetworkLimit limit)
    implements ModelSupply {

  ModelsFromTopic {
    kafka = Map.copyOf(kafka);
    if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
      throw new ValidationException(
          "the models of topic " + topic + " cannot be followed without bootstrap.servers");
    }
  }

  static ModelsFromTopic of(Properties kafka, String topic, NetworkLimit limit) {
    Map<String, String> settings = new TreeMap<>();
    kafka.stringPropertyNames().forEach(name -> settings.put(name, kafka.getProperty(name)));
    return new ModelsFromTopic(settings, topic, limit);
  }

  @Override
  public boolean fixed() {
    return false;
  }

  @Override
  public OpenModels open(FunctionOptions options, FunctionContext context) {
    Properties settings = new Properties();
    settings.putAll(kafka);
    return FollowedModels.open(settings, topic, limit, options.backend());
  }
}
