package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.state.SideOutputs;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** One call of the operator, for one key: its clocks, its timers and its outputs. */
final class KeyContext {

  private final InternalTimerService<VoidNamespace> timers;
  private final Output<StreamRecord<Prediction>> output;
  private final String modelKey;
  private final Order order;
  private final long eventTime;
  private final ReadUpTo read;

  /**
   * @param modelKey the current key
   * @param eventTime of the element or timer, in milliseconds since the epoch
   * @param read how far topics have been read
   */
  KeyContext(
      InternalTimerService<VoidNamespace> timers,
      Output<StreamRecord<Prediction>> output,
      String modelKey,
      Order order,
      long eventTime,
      ReadUpTo read) {
    this.timers = timers;
    this.output = output;
    this.modelKey = modelKey;
    this.order = order;
    this.eventTime = eventTime;
    this.read = read;
  }

  /** The same at another event time. */
  KeyContext at(long otherTime) {
    return new KeyContext(timers, output, modelKey, order, otherTime, read);
  }

  String modelKey() {
    return modelKey;
  }

  Order order() {
    return order;
  }

  /** The wall clock. */
  long now() {
    return timers.currentProcessingTime();
  }

  /** The time by which things expire: the wall clock, or in replay event time. */
  long time() {
    return order == Order.LIVE ? now() : eventTime;
  }

  /** Up to which {@link #time} all frames have come: in replay all of this turn's. */
  long framesRead() {
    return order == Order.LIVE ? read.frames() : eventTime;
  }

  /** Up to which {@link #time} all labels have come: in replay all of this turn's. */
  long labelsRead() {
    return order == Order.LIVE ? read.labels() : eventTime;
  }

  long eventTime() {
    return eventTime;
  }

  /** Up to where event time has passed. */
  long watermark() {
    return timers.currentWatermark();
  }

  /** Asks for a turn at {@code millis} of the wall clock. */
  void wakeAt(long millis) {
    timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, millis);
  }

  /** Asks for a turn when {@link #time} has reached {@code millis}. */
  void awaitTime(long millis) {
    if (order == Order.LIVE) {
      wakeAt(millis);
    } else {
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, millis);
    }
  }

  void predict(Prediction prediction) {
    output.collect(new StreamRecord<>(prediction));
  }

  void report(Metrics metrics) {
    side(SideOutputs.METRICS, metrics);
  }

  void publish(ModelUpdate update) {
    side(SideOutputs.MODEL_UPDATES, update);
  }

  void rejectFrame(Received received, String reason) {
    side(SideOutputs.DEAD_LETTERS, new DeadLetter(received, "frame", reason));
  }

  void rejectLabel(Received received, String reason) {
    side(SideOutputs.DEAD_LETTERS, new DeadLetter(received, "label", reason));
  }

  private <T> void side(OutputTag<T> tag, T value) {
    output.collect(tag, new StreamRecord<>(value));
  }
}
