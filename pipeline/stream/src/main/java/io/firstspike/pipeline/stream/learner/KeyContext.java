package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** The clocks, timers and outputs of the operator during one call, for one model key. */
final class KeyContext {

  private final InternalTimerService<VoidNamespace> timers;
  private final Output<StreamRecord<Prediction>> output;
  private final String modelKey;
  private final Order order;
  private final long eventTime;
  private final ReadUpTo read;
  private final RejectionCounts rejections;

  /**
   * Makes the context of one call.
   *
   * @param modelKey the current key
   * @param eventTime the event time of the element or timer, in milliseconds since the epoch
   * @param read the times up to which topics have been read
   * @param rejections count dead letters
   */
  KeyContext(
      InternalTimerService<VoidNamespace> timers,
      Output<StreamRecord<Prediction>> output,
      String modelKey,
      Order order,
      long eventTime,
      ReadUpTo read,
      RejectionCounts rejections) {
    this.timers = timers;
    this.output = output;
    this.modelKey = modelKey;
    this.order = order;
    this.eventTime = eventTime;
    this.read = read;
    this.rejections = rejections;
  }

  /** A copy with another event time. */
  KeyContext at(long otherTime) {
    return new KeyContext(timers, output, modelKey, order, otherTime, read, rejections);
  }

  String modelKey() {
    return modelKey;
  }

  Order order() {
    return order;
  }

  /** The wall clock, in milliseconds since the epoch. */
  long now() {
    return timers.currentProcessingTime();
  }

  /**
   * The time that decides on expiry, in milliseconds since the epoch: the wall clock in live order,
   * event time in replay.
   */
  long time() {
    return order == Order.LIVE ? now() : eventTime;
  }

  /** The {@link #time} up to which all frames have come; in replay the event time of this call. */
  long framesRead() {
    return order == Order.LIVE ? read.frames() : eventTime;
  }

  /** The {@link #time} up to which all labels have come; in replay the event time of this call. */
  long labelsRead() {
    return order == Order.LIVE ? read.labels() : eventTime;
  }

  long eventTime() {
    return eventTime;
  }

  /** The event time up to which all records have come, in milliseconds since the epoch. */
  long watermark() {
    return timers.currentWatermark();
  }

  /** Registers a timer for {@code millis} of the wall clock. */
  void wakeAt(long millis) {
    timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, millis);
  }

  /** Registers a timer for when {@link #time} reaches {@code millis}. */
  void awaitTime(long millis) {
    if (order == Order.LIVE) {
      wakeAt(millis);
    } else {
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, millis);
    }
  }

  void predict(Prediction prediction) {
    output.collect(new StreamRecord<>(prediction, prediction.frameTimestamp()));
  }

  void report(Metrics metrics) {
    side(SideOutputs.METRICS, metrics);
  }

  void publish(ModelUpdate update) {
    side(SideOutputs.MODEL_UPDATES, update);
  }

  /**
   * Rejects a frame.
   *
   * @param kind the kind of reason, for the metrics
   * @param reason the reason, in words for people
   */
  void rejectFrame(EncodedFrame frame, Rejection kind, String reason) {
    reject(new DeadLetter(frame.origin(), frame.payload(), "frame", reason), kind);
  }

  /**
   * Rejects a label.
   *
   * @param kind the kind of reason, for the metrics
   * @param reason the reason, in words for people
   */
  void rejectLabel(ReceivedLabel label, Rejection kind, String reason) {
    reject(new DeadLetter(label.origin(), label.payload(), "label", reason), kind);
  }

  private void reject(DeadLetter letter, Rejection kind) {
    rejections.count(kind);
    side(SideOutputs.DEAD_LETTERS, letter);
  }

  private <T> void side(OutputTag<T> tag, T value) {
    output.collect(tag, new StreamRecord<>(value));
  }
}
