package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.PlainStream.Said;
import io.firstspike.testkit.TrainedModels;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Streams of digits from memory, each with one subtask, which send some values between any two
 * checkpoints. Four frames have the same event time, and some of them a checkpoint in between.
 */
final class Digits {

  static final int COUNT = 400;

  /** Event times from a frame to its label. */
  private static final int DELAY = 5;

  private static final int PER_TIME = 4;
  private static final int PER_CHECKPOINT = 98;
  private static final int CHARACTERS = "digit-".length();

  private Digits() {}

  private static long time(int index) {
    return 1000 + index / PER_TIME;
  }

  static Frame frame(String modelKey, int index) {
    return new Frame(
        modelKey,
        "digit-" + index,
        TrainedModels.DIGITS.image(index),
        Optional.empty(),
        time(index));
  }

  static Frame labelledFrame(String modelKey, int index) {
    return new Frame(
        modelKey,
        "digit-" + index,
        TrainedModels.DIGITS.image(index),
        Optional.of(TrainedModels.DIGITS.label(index)),
        time(index));
  }

  static Label label(String modelKey, int index) {
    return new Label(
        modelKey, "digit-" + index, TrainedModels.DIGITS.label(index), time(index) + DELAY);
  }

  static DataStream<Frame> frames(StreamExecutionEnvironment env, String name) {
    return source(env, name, i -> frame("digits", i.intValue()), FlowTypes.FRAME, Frame::timestamp);
  }

  static DataStream<Label> labels(StreamExecutionEnvironment env, String name) {
    return source(env, name, i -> label("digits", i.intValue()), FlowTypes.LABEL, Label::timestamp);
  }

  /** Values number 0 to {@link #COUNT} - 1. */
  static <T> DataStream<T> source(
      StreamExecutionEnvironment env,
      String name,
      GeneratorFunction<Long, T> values,
      TypeInformation<T> type,
      Timestamp<T> timestamp) {
    return env.fromSource(
            new DataGeneratorSource<>(
                values, COUNT, RateLimiterStrategy.perCheckpoint(PER_CHECKPOINT), type),
            WatermarkStrategy.<T>forMonotonousTimestamps()
                .withTimestampAssigner((value, time) -> timestamp.of(value)),
            name)
        .uid(name)
        .setParallelism(1);
  }

  /** The event time of a value. */
  interface Timestamp<T> extends Serializable {
    long of(T value);
  }

  /** Runs frames and labels through the engine alone, in the order of event time. */
  static PlainStream plain(NetworkSpec spec, long seed) {
    record Event(long time, boolean label, int index) {}
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      events.add(new Event(time(i), false, i));
      events.add(new Event(time(i) + DELAY, true, i));
    }
    events.sort(
        Comparator.comparingLong(Event::time)
            .thenComparing(Event::label)
            .thenComparing(Event::index));
    PlainStream plain = new PlainStream(spec, seed, TrainedModels.DIGITS);
    for (Event event : events) {
      if (event.label()) {
        plain.label(event.index());
      } else {
        plain.frame(event.index());
      }
    }
    return plain;
  }

  /** The contents of predictions by position; those that came twice are equal. */
  static List<Said> said(List<Prediction> predictions) {
    Map<Long, Said> byPosition =
        predictions.stream()
            .map(Digits::said)
            .distinct()
            .collect(Collectors.toMap(Said::position, Function.identity()));
    return byPosition.values().stream().sorted(Comparator.comparingLong(Said::position)).toList();
  }

  private static Said said(Prediction prediction) {
    return new Said(
        Long.parseLong(prediction.frameId().substring(CHARACTERS)),
        prediction.phase(),
        prediction.label(),
        prediction.potential(),
        prediction.runnerUpPotential(),
        prediction.spikeTime(),
        prediction.modelVersion());
  }

  /** The fingerprint of the model that was published last. */
  static String lastFingerprint(List<ModelUpdate> updates) {
    return ((ModelManifest) updates.get(updates.size() - 1)).sha256();
  }
}
