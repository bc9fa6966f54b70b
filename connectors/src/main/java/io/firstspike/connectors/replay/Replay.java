package io.firstspike.connectors.replay;

import io.firstspike.connectors.protocol.PresentationOrder;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** One run of a {@link Replayer}: frames and labels merged in the order of event time. */
final class Replay {

  private final Producer<byte[], byte[]> producer;
  private final TopicNames topics;
  private final PresentationOrder stream;
  private final ReplayedFrames shown;
  private final ReplayOptions options;
  private final Schedule schedule;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private long frames;
  private long labels;

  Replay(
      Producer<byte[], byte[]> producer,
      TopicNames topics,
      PresentationOrder stream,
      ReplayedFrames shown,
      ReplayOptions options,
      Schedule schedule) {
    this.producer = producer;
    this.topics = topics;
    this.shown = shown;
    this.stream = stream;
    this.options = options;
    this.schedule = schedule;
  }

  ReplayReport run(LongConsumer progress) {
    int framePartitions = producer.partitionsFor(topics.frames()).size();
    int labelPartitions = producer.partitionsFor(topics.labels()).size();
    long began = System.nanoTime();
    long end = options.start();
    int sinceMark = 0;
    while (framesLeft() || labelsLeft()) {
      long time = nextTime();
      waitUntil(began + schedule.nanosUntil(time));
      boolean frame = frameIsNext();
      boolean counts = frame || !framesLeft();
      if (frame) {
        shown.at(frames++).forEach(this::send);
        progress.accept(frames);
      } else {
        send(label(stream.labelledPosition(labels++)));
      }
      end = time + 1;
      if (counts && ++sinceMark == schedule.markEvery() && (framesLeft() || labelsLeft())) {
        // No record older than the next one will follow in either topic.
        mark(topics.frames(), framePartitions, nextTime());
        mark(topics.labels(), labelPartitions, nextTime());
        sinceMark = 0;
      }
    }
    mark(topics.frames(), framePartitions, end);
    mark(topics.labels(), labelPartitions, end);
    producer.flush();
    throwFailure();
    return new ReplayReport(frames, labels, end);
  }

  private boolean framesLeft() {
    return frames < schedule.frames();
  }

  private boolean labelsLeft() {
    return labels < schedule.labels();
  }

  /**
   * Whether a frame comes next; at equal times the frame comes first, so that a label never comes
   * before its own frame.
   */
  private boolean frameIsNext() {
    return framesLeft() && (!labelsLeft() || schedule.frameTime(frames) <= labelTime());
  }

  private long nextTime() {
    return frameIsNext() ? schedule.frameTime(frames) : labelTime();
  }

  private long labelTime() {
    return schedule.labelTime(stream.labelledPosition(labels));
  }

  private ProducerRecord<byte[], byte[]> label(long position) {
    Label label =
        new Label(
            options.modelKey(),
            schedule.frameId(position),
            stream.label(position),
            schedule.labelTime(position));
    return LabelFormat.encode(topics.labels(), null, label);
  }

  private void mark(String topic, int partitions, long time) {
    for (int partition = 0; partition < partitions; partition++) {
      send(TimeMark.record(topic, partition, time));
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    throwFailure();
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  private void throwFailure() {
    if (failure.get() != null) {
      throw new KafkaException(failure.get().getMessage(), failure.get());
    }
  }

  private void waitUntil(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = nanoTime - System.nanoTime();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new ReplayException("interrupted after " + frames + " frames", null);
    }
  }
}
