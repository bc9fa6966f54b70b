package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.testkit.PlainStream;
import io.firstspike.testkit.Records;
import java.util.Map;
import java.util.Optional;

/** Real digits as the learner receives them: frame i is digit i, one millisecond after another. */
final class Digits {

  static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 4L, "S2", 4L));
  static final long SEED = 7;
  static final int FEATURE_FRAMES = 8;
  static final String KEY = "digits";

  private static final Dataset SAMPLE = MnistSample.train();

  private Digits() {}

  static String id(int index) {
    return "digit-" + index;
  }

  static int label(int index) {
    return SPEC.decision().labels().indexOf(SAMPLE.label(index));
  }

  static String labelText(int index) {
    return SAMPLE.label(index);
  }

  static Image image(int index) {
    return SAMPLE.image(index);
  }

  static Volley volley(int index) {
    return new Encoder(SPEC.input(), SPEC.encoding()).encode(image(index));
  }

  /** The reference for these digits, without Flink. */
  static PlainStream plain(NetworkSpec spec) {
    return new PlainStream(spec, SEED, SAMPLE);
  }

  /**
   * The fingerprint of the weights after {@code count} digits, each label {@code delay} frames
   * after its frame.
   */
  static String plain(int count, int delay) {
    return PlainStream.delayed(SPEC, SEED, SAMPLE, count, delay).fingerprint();
  }

  static EncodedFrame frame(int index) {
    return frame(index, index, Optional.empty());
  }

  static EncodedFrame labelledFrame(int index) {
    return frame(index, index, Optional.of(SAMPLE.label(index)));
  }

  static EncodedFrame frame(int index, long timestamp, Optional<String> label) {
    Received received = received("frames", index, timestamp);
    return new EncodedFrame(
        received.origin(), timestamp, received.payload(), KEY, id(index), label, 0, volley(index));
  }

  static ReceivedLabel labelOf(int index) {
    return labelOf(index, index);
  }

  static ReceivedLabel labelOf(int index, long timestamp) {
    Received received = received("labels", index, timestamp);
    return new ReceivedLabel(
        received.origin(), timestamp, received.payload(), KEY, id(index), SAMPLE.label(index));
  }

  private static Received received(String topic, int index, long timestamp) {
    return Records.received(topic, index, timestamp, KEY, topic + " " + index);
  }
}
