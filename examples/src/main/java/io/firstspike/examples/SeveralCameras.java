package io.firstspike.examples;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.flow.FlowTypes;
import io.firstspike.pipeline.stream.flow.LearningFlow;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Learns one model for each of two cameras whose frames come in one stream. A frame's model key
 * says which learner it belongs to: each key has a network of its own, which begins with its first
 * frame, and Flink deals the keys to its slots.
 *
 * <p>One camera sees digits white on black, the other black on white. The labels travel with the
 * frames: the network first decides, then learns, and its accuracy so far is that of decisions it
 * made before it knew the label (prequential).
 */
public final class SeveralCameras {

  private static final String[] CAMERAS = {"day", "night"};
  private static final int MOST_METRICS = 100_000;
  private static final Dataset DIGITS = MnistSample.train();

  private SeveralCameras() {}

  /** Runs the example. */
  public static void main(String[] args) throws Exception {
    run(2000)
        .forEach(
            (camera, accuracy) ->
                System.out.printf("camera %s: %.1f %% right so far%n", camera, 100 * accuracy));
  }

  /** Shows each camera some digits; returns the prequential accuracy of each camera's model. */
  static Map<String, Double> run(int digits) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<Frame> frames =
        env.fromSource(
                new DataGeneratorSource<>(
                    SeveralCameras::frame, (long) CAMERAS.length * digits, FlowTypes.FRAME),
                WatermarkStrategy.noWatermarks(),
                "cameras")
            .setParallelism(1);
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick").withSchedule(Map.of("S1", 1000L));
    LearningFlow flow = LearningFlow.builder("cameras", spec).build();
    Map<String, Double> accuracy = new TreeMap<>();
    // The last ones come when the stream ends.
    for (Metrics one : flow.addTo(frames).metrics().executeAndCollect(MOST_METRICS)) {
      accuracy.put(one.modelKey(), one.prequentialAccuracy());
    }
    return accuracy;
  }

  /** Frame number {@code number} of the stream: the cameras take turns. */
  private static Frame frame(long number) {
    String camera = CAMERAS[(int) (number % CAMERAS.length)];
    int digit = (int) (number / CAMERAS.length);
    Image image = DIGITS.image(digit);
    return new Frame(
        camera,
        camera + "-" + digit,
        camera.equals("night") ? negative(image) : image,
        Optional.of(DIGITS.label(digit)),
        number);
  }

  private static Image negative(Image image) {
    byte[] samples = image.samples();
    byte[] negative = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      negative[i] = (byte) ~samples[i];
    }
    return Image.grey(image.height(), image.width(), negative);
  }
}
