package io.firstspike.bench.stream;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Measures the engine without the job, as what the job is compared with: on one thread, record
 * after record is decoded, encoded, sent through the frozen layers, decided on and learned from.
 */
final class EngineBaseline {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String TOPIC = "frames";
  private static final int ROUNDS = 5;

  private final List<Received> records = new ArrayList<>();
  private final DecisionSpec decision;
  private final FrameFormat format = new FrameFormat(ImageLimits.DEFAULT);
  private final Learner learner;
  private final Classifier classifier;

  /** Goes on from {@code model}; {@code digits} come as the job's source sends them. */
  EngineBaseline(Model model, Dataset digits) {
    Network network = Network.of(model.spec(), model.weights());
    learner = new Learner(network, model.progress());
    classifier = new Classifier(network);
    decision = model.spec().decision();
    for (int i = 0; i < digits.size(); i++) {
      Frame frame =
          new Frame(
              "default", "frame-0-" + i, digits.image(i), Optional.of(digits.label(i)), 1000L + i);
      records.add(received(i, FrameFormat.encodeRaw(TOPIC, null, frame)));
    }
  }

  private static Received received(int offset, ProducerRecord<byte[], byte[]> sent) {
    List<Header> headers = new ArrayList<>();
    sent.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    return new Received(new Origin(TOPIC, 0, offset, 0), sent.key(), sent.value(), headers);
  }

  /** The CPU time of a frame in microseconds: the median of some rounds over all digits. */
  double microsPerFrame() throws MalformedException, IOException {
    double[] micros = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long begun = THREADS.getCurrentThreadCpuTime();
      for (Received record : records) {
        learn(format.decode(record));
      }
      micros[round] = (THREADS.getCurrentThreadCpuTime() - begun) / 1e3 / records.size();
    }
    Arrays.sort(micros);
    return micros[ROUNDS / 2];
  }

  private void learn(Frame frame) {
    int label = decision.place(frame.label().orElseThrow());
    learner.learnDecision(classifier.borrowEvidence(frame.image()), label);
  }
}
