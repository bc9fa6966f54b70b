package io.firstspike.engine.learning;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.OperationCount;
import io.firstspike.engine.network.OperationCounter;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.TrainingSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.LabelledImages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Trains and tests networks on data sets, without a stream. It is the reference that all other ways
 * of learning are compared with.
 *
 * <pre>{@code
 * Learner learner = Learner.fresh(NetworkSpec.load("firstspike-2026"), 1);
 * try (Trainer trainer = new Trainer(2)) {
 *   trainer.learnFeatures(learner, images, TrainingListener.NONE); // STDP, without labels
 *   trainer.learnDecisions(learner, images, 1, TrainingListener.NONE); // one pass of labels
 *   double accuracy = trainer.evaluate(learner.serving(), testImages).accuracy();
 * }
 * }</pre>
 *
 * Frozen layers are computed ahead on several threads, unless the backend learns by itself ({@link
 * Lesson}). Learning itself goes through the examples one by one in the order of the data set, so
 * the weights do not depend on the number of threads. The input of a layer that is read more than
 * once is stored, in memory (about 1.4 kB for an MNIST digit) or in a folder.
 */
@API(status = Status.MAINTAINED)
public final class Trainer implements AutoCloseable {

  /** The number of examples between two reports to a listener. */
  private static final int REPORT_EVERY = 200;

  private final Workers workers;
  private final Path cache;
  private final Backend backend;
  private final Backend.Hold hold;

  /**
   * Creates a trainer that keeps the output of frozen layers in memory and computes it on this
   * machine's processor.
   *
   * @param threads number of threads that compute frozen layers, 1 to {@value Workers#MAX_THREADS}
   * @throws IllegalArgumentException if the number is out of range
   */
  public Trainer(int threads) {
    this(threads, null, Backends.cpu());
  }

  /**
   * Creates a trainer.
   *
   * @param threads number of threads that compute frozen layers, 1 to {@value Workers#MAX_THREADS}
   * @param cache the folder in which the output of frozen layers is kept for later runs, and which
   *     is created if it does not exist; null: it is kept in memory, for this run only
   * @param backend computes frozen layers and decisions on test images
   * @throws IllegalArgumentException if the number of threads is out of range
   */
  public Trainer(int threads, Path cache, Backend backend) {
    this.workers = new Workers(threads);
    this.cache = cache;
    this.backend = backend;
    this.hold = backend.hold();
  }

  /**
   * Trains all feature layers that are not frozen yet, repeating {@code images} as often as their
   * numbers of frames require.
   *
   * @throws ExampleException if an image cannot be read or does not fit the network
   * @throws VolleyCacheException if the cache folder cannot be used
   */
  public void learnFeatures(Learner learner, LabelledImages images, TrainingListener listener) {
    if (learner.deciding()) {
      return;
    }
    if (!learned(learner, device -> device.learnFeatures(learner, images, listener))) {
      learnFeaturesHere(learner, images, listener);
    }
  }

  /**
   * Lets the backend learn by itself, if it can.
   *
   * @return whether it has learned all; if it has failed on the way, the learner has what was
   *     learned before, and is to go on here
   * @throws BackendFailure if it has failed and nothing is to go on in its place
   */
  private boolean learned(Learner learner, Consumer<DeviceTraining> training) {
    Optional<Lesson> lesson = backend.lesson(learner.network(), learner.progress());
    if (lesson.isEmpty()) {
      return false;
    }
    try {
      training.accept(new DeviceTraining(workers, lesson.get()));
      return true;
    } catch (BackendFailure e) {
      if (backend.goesOnAfter(e)) {
        return false;
      }
      throw e;
    }
  }

  private void learnFeaturesHere(
      Learner learner, LabelledImages images, TrainingListener listener) {
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
   * Trains the decision layer in {@code passes} passes over {@code images}: for each image it
   * decides, then learns from the label. Images are varied at random first, if the spec says so.
   *
   * @return all decisions, each made before the label was known (prequential)
   * @throws IllegalArgumentException if a label is not one of the spec's
   * @throws ExampleException if an image cannot be read or does not fit the network
   * @throws VolleyCacheException if the cache folder cannot be used
   */
  public ConfusionMatrix learnDecisions(
      Learner learner, LabelledImages images, int passes, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    int[] labels = labels(spec, images);
    DecisionPasses todo = new DecisionPasses(passes, spec.decision().labels());
    LabelledImages presented = varied(learner, images, passes);
    // A memory is the learner's own: a backend that learns by itself knows of none.
    if (spec.decision().remembers()
        || !learned(
            learner, device -> device.learnDecisions(learner, presented, labels, todo, listener))) {
      learnDecisionsHere(learner, images, labels, todo, listener);
    }
    return todo.prequential();
  }

  private void learnDecisionsHere(
      Learner learner,
      LabelledImages images,
      int[] labels,
      DecisionPasses passes,
      TrainingListener listener) {
    String name = learner.network().spec().decision().name();
    long planned = passes.all() * labels.length;
    try (EncodedImages encoded = presented(learner, images, passes.left())) {
      for (long first = 0; passes.left() > 0; first += labels.length) {
        long before = passes.done() * labels.length;
        ConfusionMatrix once = passes.begin();
        walk(
            encoded,
            first,
            labels.length,
            (index, features) -> {
              int image = index % labels.length;
              once.count(labels[image], learner.learnDecision(features, labels[image]));
              report(listener, name, before + image + 1, planned, learner);
              return true;
            });
        passes.complete(once, listener);
      }
    }
  }

  /**
   * Classifies all {@code images} with {@code network}, which must not learn meanwhile.
   *
   * @return all decisions, by right label and decided label
   * @throws IllegalArgumentException if a label is not one of the spec's
   * @throws ExampleException if an image cannot be read or does not fit the network
   */
  public ConfusionMatrix evaluate(Network network, LabelledImages images) {
    NetworkSpec spec = network.spec();
    ConfusionMatrix matrix = ConfusionMatrix.empty(spec.decision().labels());
    int[] labels = labels(spec, images);
    try (WorkingCopies<Inference> inferences =
        new WorkingCopies<>(() -> backend.open(network), Inference::close)) {
      if (cache == null) {
        // Each image is needed only once, so nothing is stored.
        test(inferences, labels, matrix, (inference, batch) -> label(inference, images, batch));
      } else {
        int layers = spec.features().size();
        try (var kept = EncodedImages.inFolder(cache, backend, network, images, layers, workers)) {
          test(
              inferences,
              labels,
              matrix,
              (inference, batch) ->
                  inference.decide(kept.volleys(batch)).stream().map(Decision::label).toList());
        }
      }
    }
    return matrix;
  }

  private static List<Integer> label(
      Inference inference, LabelledImages images, List<Integer> batch) {
    int[] labels = inference.labels(batch.stream().map(images::image).toList());
    return Arrays.stream(labels).boxed().toList();
  }

  /**
   * Counts the operations that {@code network}, which must not learn meanwhile, takes to classify
   * {@code images}.
   *
   * @throws ExampleException if an image cannot be read or does not fit the network
   */
  public OperationCount effort(Network network, LabelledImages images) {
    OperationCount[] total = {new OperationCount(0, 0, 0, 0, network.spec().encoding().steps())};
    workers.forEach(
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

  /** Finds the labels of a batch of images, whose indices it is given. */
  private interface Labelling {
    List<Integer> labels(Inference inference, List<Integer> batch);
  }

  private void test(
      WorkingCopies<Inference> inferences,
      int[] labels,
      ConfusionMatrix matrix,
      Labelling labelling) {
    workers.forEach(
        inferences,
        0,
        labels.length,
        backend.batchSize(),
        (inference, first, end) -> labelling.labels(inference, indices(first, end, labels.length)),
        (index, decided) -> {
          matrix.count(labels[(int) index], decided);
          return true;
        });
  }

  /** The indices of examples {@code first} to {@code end - 1} of a data set that is repeated. */
  private static List<Integer> indices(long first, long end, int size) {
    return LongStream.range(first, end).mapToObj(number -> (int) (number % size)).toList();
  }

  /** Ends the threads. */
  @Override
  public void close() {
    workers.close();
    hold.close();
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
   * Passes {@code count} examples to {@code student} in their order, beginning with example {@code
   * from} and repeating the data set as often as needed.
   */
  private void walk(EncodedImages encoded, long from, long count, Student student) {
    try (WorkingCopies<EncodedImages> shared = new WorkingCopies<>(() -> encoded)) {
      workers.forEach(
          shared,
          from,
          from + count,
          backend.batchSize(),
          (all, first, end) -> all.volleys(indices(first, end, all.size())),
          (number, volley) -> student.learn((int) (number % encoded.size()), volley));
    }
  }

  /**
   * The data set as input of the decision layer. Varied images are not stored, as each occurs only
   * once.
   */
  private EncodedImages presented(Learner learner, LabelledImages images, int passes) {
    Network network = learner.network();
    LabelledImages varied = varied(learner, images, passes);
    return varied == images
        ? encoded(network, images, learner.stage())
        : EncodedImages.passing(backend, network, varied, learner.stage());
  }

  /** The images of all passes, each varied anew; {@code images} if the spec varies none. */
  private static LabelledImages varied(Learner learner, LabelledImages images, int passes) {
    TrainingSpec variation = learner.network().spec().training();
    Progress progress = learner.progress();
    return variation.plain()
        ? images
        : new VariedImages(images, passes, variation, progress.seed(), progress.labels());
  }

  private EncodedImages encoded(Network network, LabelledImages images, int layers) {
    return cache == null
        ? EncodedImages.inMemory(backend, network, images, layers)
        : EncodedImages.inFolder(cache, backend, network, images, layers, workers);
  }

  /** Learns from one example at a time, in order; returns whether it wants the next one. */
  private interface Student {
    boolean learn(int index, Volley presynaptic);
  }
}
