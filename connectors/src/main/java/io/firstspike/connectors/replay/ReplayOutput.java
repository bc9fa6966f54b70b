package io.firstspike.connectors.replay;

import io.firstspike.connectors.topic.TimeMark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Output of a replay: records and time marks, written when their time by the clock has come. */
final class ReplayOutput {

  private final Producer<byte[], byte[]> producer;
  private final Map<String, Integer> partitions = new HashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final long began;

  /**
   * Begins an output whose clock starts now.
   *
   * @param topics those that marks are written to
   */
  ReplayOutput(Producer<byte[], byte[]> producer, List<String> topics) {
    this.producer = producer;
    topics.forEach(topic -> partitions.put(topic, producer.partitionsFor(topic).size()));
    this.began = System.nanoTime();
  }

  /**
   * Writes a record.
   *
   * @throws KafkaException if an earlier one could not be written
   */
  void send(ProducerRecord<byte[], byte[]> record) {
    throwFailure();
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  /** Tells all topics that no record older than {@code time} follows. */
  void mark(long time) {
    partitions.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count; partition++) {
            send(TimeMark.record(topic, partition, time));
          }
        });
  }

  /** Waits until the broker has all records. */
  void complete() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    if (failure.get() != null) {
      throw new KafkaException(failure.get().getMessage(), failure.get());
    }
  }

  /**
   * Waits until {@code nanos} after the beginning.
   *
   * @param done what has been written so far, for the message of an interrupt
   */
  void await(long nanos, String done) {
    long left = began + nanos - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = began + nanos - System.nanoTime();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new ReplayException("interrupted after " + done, null);
    }
  }
}
