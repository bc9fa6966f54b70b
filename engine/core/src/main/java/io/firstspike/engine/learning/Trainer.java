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
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.variation.VariedStimuli;
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
 *   trainer.learnFeatures(learner, stimuli, TrainingListener.NONE); // STDP, without labels
 *   trainer.learnDecisions(learner, stimuli, 1, TrainingListener.NONE); // one pass of labels
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
   * @param backend computes frozen layers and decisions on stimuli of a test
   * @throws IllegalArgumentException if the number of threads is out of range
   */
  public Trainer(int threads, Path cache, Backend backend) {
    this.workers = new Workers(threads);
    this.cache = cache;
    this.backend = backend;
    this.hold = backend.hold();
  }

  /**
   * Trains all feature layers that are not frozen yet, repeating {@code stimuli} as often as their
   * numbers of frames require.
   *
   * @throws ExampleException if a stimulus cannot be read or does not fit the network
   * @throws VolleyCacheException if the cache folder cannot be used
   */
  public void learnFeatures(Learner learner, LabelledStimuli stimuli, TrainingListener listener) {
    if (learner.deciding()) {
      return;
    }
    if (!learned(learner, device -> device.learnFeatures(learner, stimuli, listener))) {
      learnFeaturesHere(learner, stimuli, listener);
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
      Learner learner, LabelledStimuli stimuli, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    while (!learner.deciding()) {
      int stage = learner.stage();
      long planned = spec.features().get(stage).stdp().frames();
      long begun = learner.progress().frames();
      try (EncodedStimuli encoded = encoded(learner.network(), stimuli, stage)) {
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
   * Trains the decision layer in {@code passes} passes over {@code stimuli}: for each it decides,
   * then learns from the label. Stimuli are varied at random first, if the spec says so.
   *
   * @return all decisions, each made before the label was known (prequential)
   * @throws IllegalArgumentException if a label is not one of the spec's
   * @throws ExampleException if a stimulus cannot be read or does not fit the network
   * @throws VolleyCacheException if the cache folder cannot be used
   */
  public ConfusionMatrix learnDecisions(
      Learner learner, LabelledStimuli stimuli, int passes, TrainingListener listener) {
    NetworkSpec spec = learner.network().spec();
    int[] labels = labels(spec, stimuli);
    DecisionPasses todo = new DecisionPasses(passes, spec.decision().labels());
    LabelledStimuli presented = varied(learner, stimuli, passes);
    // A memory is the learner's own: a backend that learns by itself knows of none.
    if (spec.decision().remembers()
        || !learned(
            learner, device -> device.learnDecisions(learner, presented, labels, todo, listener))) {
      learnDecisionsHere(learner, stimuli, labels, todo, listener);
    }
    return todo.prequential();
  }

  private void learnDecisionsHere(
      Learner learner,
      LabelledStimuli stimuli,
      int[] labels,
      DecisionPasses passes,
      TrainingListener listener) {
    String name = learner.network().spec().decision().name();
    long planned = passes.all() * labels.length;
    try (EncodedStimuli encoded = presented(learner, stimuli, passes.left())) {
      for (long first = 0; passes.left() > 0; first += labels.length) {
        long before = passes.done() * labels.length;
        ConfusionMatrix once = passes.begin();
        walk(
            encoded,
            first,
            labels.length,
            (index, features) -> {
              int example = index % labels.length;
              once.count(labels[example], learner.learnDecision(features, labels[example]));
              report(listener, name, before + example + 1, planned, learner);
              return true;
            });
        passes.complete(once, listener);
      }
    }
  }

  /**
   * Classifies all {@code stimuli} with {@code network}, which must not learn meanwhile.
   *
   * @return all decisions, by right label and decided label
   * @throws IllegalArgumentException if a label is not one of the spec's
   * @throws ExampleException if a stimulus cannot be read or does not fit the network
   */
  public ConfusionMatrix evaluate(Network network, LabelledStimuli stimuli) {
    return evaluate(network, stimuli, (label, decided) -> {});
  }

  /**
   * Classifies all {@code stimuli} and tells of each decision, in the order of the stimuli;
   * otherwise as {@link #evaluate(Network, LabelledStimuli)}.
   */
  public ConfusionMatrix evaluate(
      Network network, LabelledStimuli stimuli, DecisionListener listener) {
    NetworkSpec spec = network.spec();
    ConfusionMatrix matrix = ConfusionMatrix.empty(spec.decision().labels());
    int[] labels = labels(spec, stimuli);
    DecisionListener told =
        (label, decided) -> {
          matrix.count(label, decided);
          listener.decided(label, decided);
        };
    try (WorkingCopies<Inference> inferences =
        new WorkingCopies<>(() -> backend.open(network), Inference::close)) {
      if (cache == null) {
        // Each stimulus is needed only once, so nothing is stored.
        test(inferences, labels, told, (inference, batch) -> label(inference, stimuli, batch));
      } else {
        int layers = spec.features().size();
        try (var kept =
            EncodedStimuli.inFolder(cache, backend, network, stimuli, layers, workers)) {
          test(
              inferences,
              labels,
              told,
              (inference, batch) ->
                  inference.decide(kept.volleys(batch)).stream().map(Decision::label).toList());
        }
      }
    }
    return matrix;
  }

  private static List<Integer> label(
      Inference inference, LabelledStimuli stimuli, List<Integer> batch) {
    int[] labels = inference.labels(batch.stream().map(stimuli::stimulus).toList());
    return Arrays.stream(labels).boxed().toList();
  }

  /**
   * Counts the operations that {@code network}, which must not learn meanwhile, takes to classify
   * {@code stimuli}.
   *
   * @throws ExampleException if a stimulus cannot be read or does not fit the network
   */
  public OperationCount effort(Network network, LabelledStimuli stimuli) {
    OperationCount[] total = {new OperationCount(0, 0, 0, 0, network.spec().encoding().steps())};
    workers.forEach(
        () -> new OperationCounter(network),
        0,
        stimuli.size(),
        (meter, index) -> meter.measure(stimuli.stimulus((int) index)),
        (index, effort) -> {
          total[0] = total[0].plus(effort);
          return true;
        });
    return total[0];
  }

  /** Finds the labels of a batch of stimuli, whose indices it is given. */
  private interface Labelling {
    List<Integer> labels(Inference inference, List<Integer> batch);
  }

  private void test(
      WorkingCopies<Inference> inferences,
      int[] labels,
      DecisionListener listener,
      Labelling labelling) {
    workers.forEach(
        inferences,
        0,
        labels.length,
        backend.batchSize(),
        (inference, first, end) -> labelling.labels(inference, indices(first, end, labels.length)),
        (index, decided) -> {
          listener.decided(labels[(int) index], decided);
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

  private static int[] labels(NetworkSpec spec, LabelledStimuli stimuli) {
    int[] labels = new int[stimuli.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = spec.decision().place(stimuli.label(i));
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "example "
                + i
                + " has label \""
                + stimuli.label(i)
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
  private void walk(EncodedStimuli encoded, long from, long count, Student student) {
    try (WorkingCopies<EncodedStimuli> shared = new WorkingCopies<>(() -> encoded)) {
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
   * The data set as input of the decision layer. Varied stimuli are not stored, as each occurs only
   * once.
   */
  private EncodedStimuli presented(Learner learner, LabelledStimuli stimuli, int passes) {
    Network network = learner.network();
    LabelledStimuli varied = varied(learner, stimuli, passes);
    return varied == stimuli
        ? encoded(network, stimuli, learner.stage())
        : EncodedStimuli.passing(backend, network, varied, learner.stage());
  }

  /** The stimuli of all passes, each varied anew; {@code stimuli} if the spec varies none. */
  private static LabelledStimuli varied(Learner learner, LabelledStimuli stimuli, int passes) {
    TrainingSpec variation = learner.network().spec().training();
    Progress progress = learner.progress();
    return variation.plain()
        ? stimuli
        : new VariedStimuli(stimuli, passes, variation, progress.seed(), progress.labels());
  }

  private EncodedStimuli encoded(Network network, LabelledStimuli stimuli, int layers) {
    return cache == null
        ? EncodedStimuli.inMemory(backend, network, stimuli, layers)
        : EncodedStimuli.inFolder(cache, backend, network, stimuli, layers, workers);
  }

  /** Learns from one example at a time, in order; returns whether it wants the next one. */
  private interface Student {
    boolean learn(int index, Volley presynaptic);
  }
}
