package io.firstspike.examples;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.learner.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Runs the learning job in a program of its own, beside a Kafka broker and a Flink cluster in the
 * same JVM. On a cluster, {@code settings.addTo(env)} adds the job to any Flink program.
 */
public final class JobInYourProgram {

  private static final TopicNames TOPICS = TopicNames.DEFAULT.withPrefix("example-");

  private JobInYourProgram() {}

  /** Runs the example. */
  public static void main(String[] args) throws Exception {
    List<Prediction> predictions = run(1000);
    predictions.subList(predictions.size() - 5, predictions.size()).forEach(System.out::println);
  }

  /** Sends some digits and their labels through the job; returns its predictions in their order. */
  static List<Prediction> run(int digits) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
        EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration())) {
      Properties client = broker.clientProperties();
      Topics.ensure(client, TOPICS, 1);
      NetworkSpec spec = NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", 500L));
      LearningSettings settings =
          LearningSettings.builder(spec, client).topics(TOPICS).order(Order.REPLAY).build();
      JobClient job = flink.submit(settings::addTo);
      Dataset sample = MnistSample.train().slice(0, digits);
      new Replayer(client, TOPICS)
          .replay(sample, ReplayOptions.startingAt(System.currentTimeMillis()), sent -> {});
      List<Prediction> predictions = read(client, digits);
      job.cancel().get();
      return predictions;
    }
  }

  private static List<Prediction> read(Properties client, int count) throws MalformedException {
    Properties consumer = new Properties();
    consumer.putAll(client);
    consumer.put("group.id", "example");
    consumer.put("auto.offset.reset", "earliest");
    List<Prediction> predictions = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      reader.subscribe(List.of(TOPICS.predictions()));
      while (predictions.size() < count) {
        for (var record : reader.poll(Duration.ofSeconds(1))) {
          predictions.add(PredictionFormat.decode(Received.of(record)));
        }
      }
    }
    return predictions;
  }
}
