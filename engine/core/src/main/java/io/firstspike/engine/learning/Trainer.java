package io.firstspike.engine.learning;

import io.firstspike.engine.encode.Image;
import io.firstspike.engine.encode.LabelledImages;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Trains and tests offline: the plain loop that every other way of learning is compared with.
 *
 * <p>Frozen layers work ahead on several threads; learning itself is one example after the other in
 * the order of the data set, so the weights do not depend on the number of threads. What a stage
 * reads more than once is kept, encoded, in memory (about 1.4 kB an MNIST digit).
 */
public final class Trainer implements AutoCloseable {

  /** Examples computed ahead in one piece. */
  private static final int CHUNK = 200;

  private final ExecutorService workers;
  private final int threads;

  /** A trainer that computes frozen layers on {@code threads} threads, at least 1. */
  public Trainer(int threads) {
    this.threads = threads;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "firstspike-frozen-layers");
              thread.setDaemon(true);
              return thread;
            });
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
      Ahead ahead = new Ahead(learner.network(), images, stage);
      long left = planned - learner.progress().frames();
      ahead.forEach(
          learner.progress().frames(),
          left,
          (index, volley) -> {
            learner.learnFeatures(volley);
            if (learner.stage() == stage) {
              long done = learner.progress().frames();
              report(listener, spec.layerName(stage), done, planned, learner);
            }
          });
      listener.learned(spec.layerName(stage), planned, planned, learner.progress());
    }
  }

  /**
   * Goes through {@code images} {@code passes} times with the decision layer: decide, then learn
   * from the label.
   *
   * @return what was decided before each label was known (prequential, all passes)
   * @throws IllegalArgumentException if a label is not one of the spec's
   */
  public ConfusionMatrix learnDecisions(
      Learner learner, LabelledImages images, int passes, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    ConfusionMatrix prequential = ConfusionMatrix.empty(spec.decision().labels());
    int[] labels = labels(spec, images);
    Classifier classifier = new Classifier(learner.network());
    long planned = (long) passes * images.size();
    long[] done = {0};
    new Ahead(learner.network(), images, learner.stage())
        .forEach(
            0,
            planned,
            (index, features) -> {
              var decision = classifier.decide(features);
              prequential.count(labels[index], decision.label());
              learner.learnDecision(features, decision, labels[index]);
              report(listener, spec.decision().name(), ++done[0], planned, learner);
            });
    return prequential;
  }

  /** Classifies all of {@code images}; the network must not be learning meanwhile. */
  public ConfusionMatrix evaluate(Network network, LabelledImages images) {
    NetworkSpec spec = network.spec();
    ConfusionMatrix matrix = ConfusionMatrix.empty(spec.decision().labels());
    int[] labels = labels(spec, images);
    List<Future<int[]>> chunks = new ArrayList<>();
    ThreadLocal<Classifier> classifiers = ThreadLocal.withInitial(() -> new Classifier(network));
    for (int from = 0; from < images.size(); from += CHUNK) {
      int first = from;
      int count = Math.min(CHUNK, images.size() - from);
      chunks.add(workers.submit(() -> decide(classifiers.get(), images, first, count)));
    }
    int index = 0;
    for (Future<int[]> chunk : chunks) {
      for (int decided : await(chunk)) {
        matrix.count(labels[index++], decided);
      }
    }
    return matrix;
  }

  /** Stops the threads. */
  @Override
  public void close() {
    workers.shutdownNow();
  }

  private static int[] decide(Classifier classifier, LabelledImages images, int first, int count) {
    int[] decided = new int[count];
    for (int i = 0; i < count; i++) {
      decided[i] = classifier.classify(images.image(first + i)).label();
    }
    return decided;
  }

  private static int[] labels(NetworkSpec spec, LabelledImages images) {
    int[] labels = new int[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = spec.decision().labels().indexOf(images.label(i));
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
    if (done % CHUNK == 0) {
      listener.learned(layer, done, planned, learner.progress());
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while training", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Takes one example at a time, in order. */
  private interface Student {
    void learn(int index, Volley presynaptic);
  }

  /** The output of the frozen layers for each image, computed ahead by the workers and kept. */
  private final class Ahead {

    private final LabelledImages images;
    private final int frozen;
    private final boolean decides;
    private final ThreadLocal<Classifier> classifiers;
    private final byte[][] kept;

    Ahead(Network network, LabelledImages images, int frozen) {
      this.images = images;
      this.frozen = frozen;
      this.decides = frozen == network.spec().features().size();
      this.classifiers = ThreadLocal.withInitial(() -> new Classifier(network));
      this.kept = new byte[images.size()][];
    }

    /** Gives {@code count} examples to {@code student}, the first being number {@code from}. */
    void forEach(long from, long count, Student student) {
      List<Future<Volley[]>> queue = new ArrayList<>();
      long submitted = 0;
      long learned = 0;
      while (learned < count) {
        while (submitted < count && queue.size() < 2 * threads) {
          long first = from + submitted;
          int size = (int) Math.min(CHUNK, count - submitted);
          queue.add(workers.submit(() -> compute(first, size)));
          submitted += size;
        }
        for (Volley volley : await(queue.remove(0))) {
          student.learn((int) ((from + learned++) % images.size()), volley);
        }
      }
    }

    private Volley[] compute(long first, int size) {
      Volley[] volleys = new Volley[size];
      for (int i = 0; i < size; i++) {
        int index = (int) ((first + i) % images.size());
        volleys[i] = kept[index] == null ? computeAndKeep(index) : restore(kept[index]);
      }
      return volleys;
    }

    private Volley computeAndKeep(int index) {
      Classifier classifier = classifiers.get();
      Image image = images.image(index);
      Volley encoded = classifier.encode(image);
      Volley volley = decides ? classifier.evidence(encoded) : classifier.features(encoded, frozen);
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        VolleyCodec.write(volley, new DataOutputStream(bytes));
        kept[index] = bytes.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException("memory can always be written", e);
      }
      return volley;
    }

    private Volley restore(byte[] bytes) {
      try {
        return VolleyCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
      } catch (IOException e) {
        throw new UncheckedIOException("what was kept can always be read", e);
      }
    }
  }
}
