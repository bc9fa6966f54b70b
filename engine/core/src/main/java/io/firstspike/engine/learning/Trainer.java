package io.firstspike.engine.learning;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.OperationCount;
import io.firstspike.engine.network.OperationCounter;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.TrainingSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.LabelledImages;
import java.nio.file.Path;

/**
 * Trains and tests offline: the plain loop that every other way of learning is compared with.
 *
 * <p>Frozen layers work ahead on several threads; learning itself is one example after the other in
 * the order of the data set, so the weights do not depend on the number of threads. What a stage
 * reads more than once is kept, encoded, in memory (about 1.4 kB an MNIST digit) or in a folder.
 */
public final class Trainer implements AutoCloseable {

  /** A listener is told after so many examples. */
  private static final int REPORT_EVERY = 200;

  private final Batch batch;
  private final Path cache;

  /** A trainer that computes frozen layers on {@code threads} threads, at least 1. */
  public Trainer(int threads) {
    this(threads, null);
  }

  /**
   * A trainer that keeps what frozen layers compute for later runs ({@link EncodedImages}).
   *
   * @param cache the folder to keep it in; null keeps it in memory, for this run
   */
  public Trainer(int threads, Path cache) {
    this.batch = new Batch(threads);
    this.cache = cache;
  }

  /**
   * Runs the curriculum's feature layers to their end, going round {@code images} as often as their
   * numbers of frames ask.
   */
  public void learnFeatures(Learner learner, LabelledImages images, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    while (!learner.deciding()) {
      int stage = learner.stage();
      long planned = spec.features().get(stage).stdp().frames();
      long begun = learner.progress().frames();
      try (EncodedImages encoded = encoded(learner.network(), images, stage)) {
        walk(
            encoded,
            begun,
            planned - begun,
            (index, volley) -> {
              learner.learnFeatures(volley);
              boolean learning = learner.stage() == stage;
              if (learning) {
                long done = learner.progress().frames();
                report(listener, spec.layerName(stage), done, planned, learner);
              }
              return learning;
            });
      }
      listener.learned(spec.layerName(stage), planned, planned, learner.progress());
    }
  }

  /**
   * Goes through {@code images} {@code passes} times with the decision layer: decide, then learn
   * from the label. If the spec says so, each image is varied at random first.
   *
   * @return what was decided before each label was known (prequential, all passes)
   * @throws IllegalArgumentException if a label is not one of the spec's
   */
  public ConfusionMatrix learnDecisions(
      Learner learner, LabelledImages images, int passes, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    ConfusionMatrix prequential = ConfusionMatrix.empty(spec.decision().labels());
    int[] labels = labels(spec, images);
    long planned = (long) passes * images.size();
    try (EncodedImages encoded = presented(learner, images, passes)) {
      for (int pass = 1; pass <= passes; pass++) {
        long before = (pass - 1L) * images.size();
        ConfusionMatrix once = ConfusionMatrix.empty(spec.decision().labels());
        walk(
            encoded,
            before,
            images.size(),
            (index, features) -> {
              int image = index % labels.length;
              once.count(labels[image], learner.learnDecision(features, labels[image]));
              report(listener, spec.decision().name(), before + image + 1, planned, learner);
              return true;
            });
        prequential.add(once);
        listener.passed(pass, once);
      }
    }
    return prequential;
  }

  /** Classifies all of {@code images}; the network must not be learning meanwhile. */
  public ConfusionMatrix evaluate(Network network, LabelledImages images) {
    NetworkSpec spec = network.spec();
    ConfusionMatrix matrix = ConfusionMatrix.empty(spec.decision().labels());
    int[] labels = labels(spec, images);
    if (cache == null) {
      // Gone through once: nothing is worth keeping.
      test(
          network,
          labels,
          matrix,
          (classifier, index) -> classifier.label(images.image((int) index)));
    } else {
      int layers = spec.features().size();
      try (var kept = EncodedImages.inFolder(cache, network, images, layers, batch)) {
        test(
            network,
            labels,
            matrix,
            (classifier, index) -> classifier.decide(kept.volley((int) index)).label());
      }
    }
    return matrix;
  }

  /** What {@code images} cost {@code network}, which must not be learning meanwhile. */
  public OperationCount effort(Network network, LabelledImages images) {
    OperationCount[] total = {new OperationCount(0, 0, 0, 0, network.spec().encoding().steps())};
    batch.forEach(
        () -> new OperationCounter(network),
        0,
        images.size(),
        (meter, index) -> meter.measure(images.image((int) index)),
        (index, effort) -> {
          total[0] = total[0].plus(effort);
          return true;
        });
    return total[0];
  }

  private void test(
      Network network,
      int[] labels,
      ConfusionMatrix matrix,
      Batch.Operation<Classifier, Integer> label) {
    batch.forEach(
        () -> new Classifier(network),
        0,
        labels.length,
        label,
        (index, decided) -> {
          matrix.count(labels[(int) index], decided);
          return true;
        });
  }

  /** Stops the threads. */
  @Override
  public void close() {
    batch.close();
  }

  private static int[] labels(NetworkSpec spec, LabelledImages images) {
    int[] labels = new int[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = spec.decision().place(images.label(i));
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "image "
                + i
                + " has label \""
                + images.label(i)
                + "\"; network "
                + spec.name()
                + " knows "
                + spec.decision().labels());
      }
    }
    return labels;
  }

  private static void report(
      TrainingListener listener, String layer, long done, long planned, Learner learner) {
    if (done % REPORT_EVERY == 0) {
      listener.learned(layer, done, planned, learner.progress());
    }
  }

  /**
   * Gives {@code count} examples to {@code student} in their order, the first being {@code from}.
   */
  private void walk(EncodedImages encoded, long from, long count, Student student) {
    batch.forEach(
        () -> encoded,
        from,
        from + count,
        (all, number) -> all.volley((int) (number % all.size())),
        (number, volley) -> student.learn((int) (number % encoded.size()), volley));
  }

  /** What the decision layer is shown: varied images are never shown twice, and not kept. */
  private EncodedImages presented(Learner learner, LabelledImages images, int passes) {
    Network network = learner.network();
    TrainingSpec variation = network.spec().training();
    if (variation.plain()) {
      return encoded(network, images, learner.stage());
    }
    long seed = learner.progress().seed();
    long before = learner.progress().labels();
    return EncodedImages.passing(
        network, new VariedImages(images, passes, variation, seed, before), learner.stage());
  }

  private EncodedImages encoded(Network network, LabelledImages images, int layers) {
    return cache == null
        ? EncodedImages.inMemory(network, images, layers)
        : EncodedImages.inFolder(cache, network, images, layers, batch);
  }

  /** Takes one example at a time, in order; returns whether it wants the next one. */
  private interface Student {
    boolean learn(int index, Volley presynaptic);
  }
}
