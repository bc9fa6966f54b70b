package io.firstspike.bench.continual;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spike.Volley;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * CPU times of a label in microseconds, for two learners with the same features: medians over the
 * blocks of images in the second half of a stream, which a memory is full in.
 *
 * @param evidence from an image to the volley that the decision layer sees
 * @param remembering to decide on a volley and learn its label, with a memory
 * @param plain the same without a memory
 * @param labels number of labels that each has learned
 */
record LabelTimes(double evidence, double remembering, double plain, int labels) {

  /** Images of a block: all steps of one take turns. */
  static final int BLOCK = 1000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * Shows images to both learners, block by block.
   *
   * @param remembering with a memory
   * @param plain without one, with the same features
   * @param images at least two blocks of them; what is left after the last block is not shown
   */
  static LabelTimes measure(Learner remembering, Learner plain, Dataset images) {
    Classifier classifier = new Classifier(remembering.network());
    int blocks = images.size() / BLOCK;
    double[][] micros = new double[3][blocks];
    Volley[] volleys = new Volley[BLOCK];
    for (int block = 0; block < blocks; block++) {
      int first = block * BLOCK;
      micros[0][block] =
          micros(() -> Arrays.setAll(volleys, i -> classifier.evidence(images.image(first + i))));
      int[] labels =
          IntStream.range(first, first + BLOCK)
              .map(i -> plain.network().spec().decision().place(images.label(i)))
              .toArray();
      // The first of two finds caches cold: by turns it is the one and the other.
      for (int turn = 0; turn < 2; turn++) {
        boolean remembers = (block + turn) % 2 == 0;
        Learner learner = remembers ? remembering : plain;
        micros[remembers ? 1 : 2][block] = micros(() -> learn(learner, volleys, labels));
      }
    }
    return new LabelTimes(median(micros[0]), median(micros[1]), median(micros[2]), blocks * BLOCK);
  }

  /** Ratio of the time of a label with the memory to that without, volleys given. */
  double ratio() {
    return remembering / plain;
  }

  /** Ratio of the time of a labelled image with the memory to that without. */
  double imageRatio() {
    return (evidence + remembering) / (evidence + plain);
  }

  private static void learn(Learner learner, Volley[] volleys, int[] labels) {
    for (int i = 0; i < volleys.length; i++) {
      Decision decision = learner.decide(volleys[i]);
      learner.learnDecision(volleys[i], decision, labels[i]);
    }
  }

  private static double micros(Runnable block) {
    long began = THREADS.getCurrentThreadCpuTime();
    block.run();
    return (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / BLOCK;
  }

  private static double median(double[] blocks) {
    double[] counted = Arrays.copyOfRange(blocks, blocks.length / 2, blocks.length);
    Arrays.sort(counted);
    return counted[counted.length / 2];
  }
}
