package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;
import io.firstspike.pipeline.wire.SideOutputs;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** One call of the operator, for one key: its clocks, its timers and its outputs. */
final class Turn {

  private final KeyedCoProcessFunction<String, EncodedFrame, ReceivedLabel, Prediction>.Context
      context;
  private final Collector<Prediction> predictions;
  private final Order order;
  private final long eventTime;

  /**
   * @param eventTime of the element or timer, in milliseconds since the epoch
   */
  Turn(
      KeyedCoProcessFunction<String, EncodedFrame, ReceivedLabel, Prediction>.Context context,
      Collector<Prediction> predictions,
      Order order,
      long eventTime) {
    this.context = context;
    this.predictions = predictions;
    this.order = order;
    this.eventTime = eventTime;
  }

  String modelKey() {
    return context.getCurrentKey();
  }

  Order order() {
    return order;
  }

  /** The wall clock. */
  long now() {
    return context.timerService().currentProcessingTime();
  }

  /** The time by which things expire: the wall clock, or in replay event time. */
  long time() {
    return order == Order.LIVE ? now() : eventTime;
  }

  long eventTime() {
    return eventTime;
  }

  /** Up to where event time has passed. */
  long watermark() {
    return context.timerService().currentWatermark();
  }

  /** Asks for a turn at {@code millis} of the wall clock. */
  void wakeAt(long millis) {
    context.timerService().registerProcessingTimeTimer(millis);
  }

  /** Asks for a turn when {@link #time} has reached {@code millis}. */
  void awaitTime(long millis) {
    if (order == Order.LIVE) {
      wakeAt(millis);
    } else {
      context.timerService().registerEventTimeTimer(millis);
    }
  }

  void predict(Prediction prediction) {
    predictions.collect(prediction);
  }

  void report(Metrics metrics) {
    context.output(SideOutputs.METRICS, metrics);
  }

  void publish(ModelUpdate update) {
    context.output(SideOutputs.MODEL_UPDATES, update);
  }

  void rejectFrame(Received received, String reason) {
    context.output(SideOutputs.DEAD_LETTERS, new DeadLetter(received, "frame", reason));
  }

  void rejectLabel(Received received, String reason) {
    context.output(SideOutputs.DEAD_LETTERS, new DeadLetter(received, "label", reason));
  }
}
