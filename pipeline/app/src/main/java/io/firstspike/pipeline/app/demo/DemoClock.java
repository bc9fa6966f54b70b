package io.firstspike.pipeline.app.demo;

import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Event time after the end of the stream, when it goes on as the clock does: time marks tell the
 * job of it, which learns labels in the order of event time.
 */
final class DemoClock implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final TopicNames topics;
  private final long end;

  /**
   * @param topics with one partition each
   * @param end the event time at the end of the stream, in milliseconds since the epoch
   */
  DemoClock(Properties client, TopicNames topics, long end) {
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    this.topics = topics;
    this.end = end;
  }

  /** Tells the job how late it is. */
  void tell() {
    long now = Math.max(end, System.currentTimeMillis());
    producer.send(TimeMark.record(topics.frames(), 0, now));
    producer.send(TimeMark.record(topics.labels(), 0, now));
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
