package io.firstspike.examples;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.pipeline.stream.flow.FlowTypes;
import io.firstspike.pipeline.stream.flow.LearningFlow;
import io.firstspike.pipeline.stream.learner.Order;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Compares two learning rules on the same stream, as an A/B test does: two flows in one job, each
 * with a network of its own, get the same frames and the same labels in the same order. Both learn
 * the same features from the same seed; they differ in the rule of their decision layer.
 *
 * <p>The labels are a stream of their own and come 50 frames after their frames. In replay order
 * both flows take frames and labels by event time, which watermarks tell: the figures are the same
 * at every run, whichever stream is ahead.
 */
public final class TwoRules {

  private static final int DELAY = 50;
  private static final int MOST_METRICS = 100_000;
  private static final Dataset DIGITS = MnistSample.train();

  private TwoRules() {}

  /** Runs the example. */
  public static void main(String[] args) throws Exception {
    run(2000)
        .forEach(
            (rule, accuracy) ->
                System.out.printf("%s: %.1f %% right so far%n", rule, 100 * accuracy));
  }

  /** Sends some digits through both flows; returns the prequential accuracy of each. */
  static Map<String, Double> run(int digits) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<Frame> frames =
        env.fromSource(
                new DataGeneratorSource<>(TwoRules::frame, digits, FlowTypes.FRAME),
                WatermarkStrategy.<Frame>forMonotonousTimestamps()
                    .withTimestampAssigner((frame, time) -> frame.timestamp()),
                "frames")
            .setParallelism(1);
    DataStream<Label> labels =
        env.fromSource(
                new DataGeneratorSource<>(TwoRules::label, digits, FlowTypes.LABEL),
                WatermarkStrategy.<Label>forMonotonousTimestamps()
                    .withTimestampAssigner((label, time) -> label.timestamp()),
                "labels")
            .setParallelism(1);
    NetworkSpec delta = NetworkSpec.load("firstspike-2026-quick").withSchedule(Map.of("S1", 500L));
    NetworkSpec margin =
        delta.toBuilder()
            .name("quick-margin")
            .decision(
                decision ->
                    decision
                        .rule(new MarginSpec(0.02f, 0.004f, -0.001f, -0.004f, 0.001f, 0, 1, null))
                        .weights(new WeightsSpec(0.5f, 0.02f)))
            .build();
    DataStream<Tuple2<String, Double>> accuracies =
        accuracies("delta", delta, frames, labels)
            .union(accuracies("margin", margin, frames, labels));
    Map<String, Double> last = new TreeMap<>();
    for (Tuple2<String, Double> one : accuracies.executeAndCollect(MOST_METRICS)) {
      last.put(one.f0, one.f1);
    }
    return last;
  }

  /** The prequential accuracies of a flow, each with the flow's name. */
  private static DataStream<Tuple2<String, Double>> accuracies(
      String name, NetworkSpec spec, DataStream<Frame> frames, DataStream<Label> labels) {
    return LearningFlow.builder(name, spec)
        .learner(learner -> learner.order(Order.REPLAY))
        .build()
        .addTo(frames, labels)
        .metrics()
        .filter(metrics -> metrics.prequentialAccuracy() != null) // features still learn
        .map(metrics -> Tuple2.of(name, metrics.prequentialAccuracy()))
        .returns(Types.TUPLE(Types.STRING, Types.DOUBLE));
  }

  private static Frame frame(long number) {
    return new Frame(
        ModelKey.DEFAULT, "digit-" + number, DIGITS.image((int) number), Optional.empty(), number);
  }

  private static Label label(long number) {
    return new Label(
        ModelKey.DEFAULT, "digit-" + number, DIGITS.label((int) number), number + DELAY);
  }
}
