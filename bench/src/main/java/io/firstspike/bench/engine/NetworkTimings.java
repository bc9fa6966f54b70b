package io.firstspike.bench.engine;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Workers;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.OperationCount;
import io.firstspike.engine.network.OperationCounter;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Times of one network's steps, measured while it learns from real digits, and then while it
 * classifies others: medians of rounds, on one thread.
 */
final class NetworkTimings {

  static final long SEED = 1;

  private static final int DIGITS = 5000;
  private static final int LEARNING_ROUNDS = 20;

  /** Of frames from their pixels on, after those of the layer alone. */
  private static final int FRAME_ROUNDS = 4;

  private static final int ROUNDS = 30;
  private static final int PER_ROUND = 1000;
  private static final int DENSE = 20;
  private static final int BACKEND_ROUNDS = 5;
  private static final int BACKEND_DIGITS = 256;

  private final NetworkSpec spec;
  private final Map<String, Throughput> throughputs = new LinkedHashMap<>();
  private final Dataset test;
  private Network network;
  private OperationCount effort;
  private double dense;
  private double denseMultiplyAdds;
  private double twoThreads;

  private final Map<String, Compared> backends = new LinkedHashMap<>();

  /**
   * Speed of a backend of another module that can be used here.
   *
   * @param perSecond images a second, the median of rounds
   * @param ratio that over the images a second of one thread of {@code cpu} in the same round, the
   *     median of rounds
   */
  private record Compared(double perSecond, double ratio) {}

  private NetworkTimings(NetworkSpec spec, Dataset test) {
    this.spec = spec;
    this.test = test;
  }

  static NetworkTimings of(NetworkSpec spec, Dataset train, Dataset test) {
    NetworkTimings timings = new NetworkTimings(spec, test);
    timings.learn(train);
    timings.infer();
    timings.compareWithDense();
    timings.compareThreads();
    timings.compareBackends();
    return timings;
  }

  private static String stdp(FeatureSpec layer) {
    return "STDP step of " + layer.name();
  }

  private static String frame(String layer) {
    return "learning frame of " + layer + ", from pixels";
  }

  private String learning() {
    return "learning step of " + spec.decision().name();
  }

  /** Each layer learns from as many frames as its rounds have; then it is frozen. */
  private void learn(Dataset train) {
    int digits = Math.min(DIGITS, train.size());
    long frames = (long) (LEARNING_ROUNDS + FRAME_ROUNDS) * digits;
    Image[] images = IntStream.range(0, digits).mapToObj(train::image).toArray(Image[]::new);
    // Every layer learns to its last frame: all rounds are of the same step.
    NetworkSpec.Builder unstopped = spec.toBuilder();
    for (FeatureSpec layer : spec.features()) {
      unstopped.feature(layer.name(), f -> f.stdp(s -> s.frames(frames).convergence(0)));
    }
    Learner learner = Learner.fresh(unstopped.build(), SEED);
    for (FeatureSpec layer : spec.features()) {
      int stage = learner.stage();
      Volley[] seen =
          volleys(digits, learner, c -> i -> c.features(c.encode(train.image(i)), stage));
      throughputs.put(
          stdp(layer),
          Throughput.of(LEARNING_ROUNDS, digits, i -> learner.learnFeatures(seen[i % digits])));
      Classifier below = new Classifier(learner.network());
      throughputs.put(
          frame(layer.name()),
          Throughput.of(
              FRAME_ROUNDS,
              digits,
              i ->
                  learner.learnFeatures(
                      below.borrowFeatures(below.borrowEncoded(images[i % digits]), stage))));
    }
    Volley[] seen = volleys(digits, learner, c -> i -> c.evidence(c.encode(train.image(i))));
    int[] labels = new int[digits];
    for (int i = 0; i < digits; i++) {
      labels[i] = spec.decision().place(train.label(i));
    }
    throughputs.put(
        learning(),
        Throughput.of(
            LEARNING_ROUNDS,
            digits,
            i -> learner.learnDecision(seen[i % digits], labels[i % digits])));
    Classifier below = new Classifier(learner.network());
    throughputs.put(
        frame(spec.decision().name()),
        Throughput.of(
            FRAME_ROUNDS,
            digits,
            i ->
                learner.learnDecision(
                    below.borrowEvidence(images[i % digits]), labels[i % digits])));
    network = learner.serving();
  }

  /** What makes volleys of a classifier with the present weights. */
  private interface Maker {
    IntFunction<Volley> with(Classifier classifier);
  }

  private static Volley[] volleys(int count, Learner learner, Maker maker) {
    IntFunction<Volley> volley = maker.with(new Classifier(learner.network()));
    Volley[] volleys = new Volley[count];
    for (int i = 0; i < count; i++) {
      volleys[i] = volley.apply(i);
    }
    return volleys;
  }

  private void infer() {
    Classifier classifier = new Classifier(network);
    int count = Math.min(PER_ROUND, test.size());
    Image[] images = new Image[count];
    Volley[] encoded = new Volley[count];
    Volley[] evidence = new Volley[count];
    OperationCounter meter = new OperationCounter(network);
    effort = new OperationCount(0, 0, 0, 0, spec.encoding().steps());
    for (int i = 0; i < count; i++) {
      images[i] = test.image(i);
      encoded[i] = classifier.encode(images[i]);
      evidence[i] = classifier.evidence(encoded[i]);
      effort = effort.plus(meter.measure(images[i]));
    }
    Encoder encoder = new Encoder(spec.input(), spec.encoding());
    VolleyBuffer buffer = new VolleyBuffer(encoder.output());
    Decider decider = new Decider(network);
    put("transform", i -> encoder.encode(images[i], buffer), count);
    put("transform, who fires", i -> encoder.encodeAtAll(images[i], buffer), count);
    put("feature layers, who fires", i -> classifier.borrowEvidence(encoded[i]), count);
    put(
        "feature layers, in time",
        i -> classifier.borrowFeatures(encoded[i], spec.features().size()),
        count);
    put("decision", i -> decider.label(evidence[i]), count);
    put("whole inference", i -> classifier.label(images[i]), count);
  }

  private void put(String step, IntFunction<Object> operation, int count) {
    throughputs.put(step, Throughput.of(ROUNDS, count, i -> operation.apply(i % count)));
  }

  private void compareWithDense() {
    if (spec.decisionInputs().get(0) != spec.features().size() - 1) {
      return;
    }
    Classifier classifier = new Classifier(network);
    DenseNetwork tensors = new DenseNetwork(network);
    int count = Math.min(DENSE, test.size());
    Throughput throughput =
        Throughput.of(4, count, i -> tensors.potentials(classifier.encode(test.image(i % count))));
    dense = throughput.perSecond();
    denseMultiplyAdds = (double) tensors.multiplyAdds() / (4 * count) * dense;
  }

  /** Both in one batch, one thread and two by turns; the median of the ratios. */
  private void compareThreads() {
    double[] ratios = new double[9];
    // Made before: what is asked is how inference scales, not how classifiers are made.
    List<Classifier> copies = List.of(new Classifier(network), new Classifier(network));
    try (Workers one = new Workers(1);
        Workers two = new Workers(2)) {
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = seconds(one, copies) / seconds(two, copies);
      }
    }
    twoThreads = median(ratios);
  }

  /** Each on a batch, by turns with the classifier on the same images. */
  private void compareBackends() {
    List<Image> images =
        IntStream.range(0, Math.min(BACKEND_DIGITS, test.size())).mapToObj(test::image).toList();
    Classifier classifier = new Classifier(network);
    for (Backend backend : Backends.all()) {
      if (!backend.name().equals(Backends.CPU)
          && backend.obstacle().isEmpty()
          && backend.unsupported(spec).isEmpty()) {
        try (Inference inference = backend.open(network)) {
          inference.labels(images);
          double[] times = new double[BACKEND_ROUNDS];
          double[] ratios = new double[BACKEND_ROUNDS];
          for (int i = 0; i < BACKEND_ROUNDS; i++) {
            double here = seconds(() -> images.forEach(classifier::label));
            times[i] = seconds(() -> inference.labels(images));
            ratios[i] = here / times[i];
          }
          backends.put(backend.name(), new Compared(images.size() / median(times), median(ratios)));
        }
      }
    }
  }

  private static double seconds(Runnable work) {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private double seconds(Workers workers, List<Classifier> copies) {
    AtomicInteger lent = new AtomicInteger();
    return seconds(
        () ->
            workers.forEach(
                () -> copies.get(lent.getAndIncrement()),
                0,
                10L * PER_ROUND,
                (classifier, i) -> classifier.label(test.image((int) i % test.size())),
                (i, label) -> true));
  }

  private Throughput whole() {
    return throughputs.get("whole inference");
  }

  Table table() {
    Table table = Table.empty().row("step", "a second", "time", "bytes allocated");
    for (Map.Entry<String, Throughput> step : throughputs.entrySet()) {
      Throughput throughput = step.getValue();
      table =
          table.row(
              step.getKey(),
              Figures.perSecond(throughput.perSecond()),
              String.format(Locale.ROOT, "%.1f us", throughput.micros()),
              Figures.count((long) throughput.bytes()));
    }
    for (Map.Entry<String, Compared> backend : backends.entrySet()) {
      table =
          table
              .row(
                  "whole inference by " + backend.getKey(),
                  Figures.perSecond(backend.getValue().perSecond()))
              .row(
                  backend.getKey() + " over cpu, by turns",
                  String.format(Locale.ROOT, "%.4f", backend.getValue().ratio()));
    }
    return table
        .row("dense tensors", String.format(Locale.ROOT, "%.1f/s", dense))
        .row("inference, as many times", Figures.count(Math.round(whole().perSecond() / dense)))
        .row("two threads over one", String.format(Locale.ROOT, "%.2f", twoThreads))
        .row("spikes an image", Figures.count(Math.round(effort.spikesPerImage())))
        .row(
            "synaptic operations an image",
            Figures.count(Math.round(effort.synapticOperationsPerImage())))
        .row(
            "dense multiply-adds an image",
            Figures.count(Math.round(effort.multiplyAddsPerImage() * effort.steps())));
  }

  /**
   * {@code report} with these figures.
   *
   * @param prefix of their keys, in camel case; may be empty
   */
  Report addTo(Report report, String prefix) {
    List<Object[]> figures = new ArrayList<>();
    figures.add(new Object[] {"imagesPerSecond", whole().perSecond()});
    figures.add(new Object[] {"transformsPerSecond", throughputs.get("transform").perSecond()});
    figures.add(
        new Object[] {
          "featuresPerSecond", throughputs.get("feature layers, who fires").perSecond()
        });
    figures.add(
        new Object[] {
          "featuresInTimePerSecond", throughputs.get("feature layers, in time").perSecond()
        });
    figures.add(new Object[] {"decisionsPerSecond", throughputs.get("decision").perSecond()});
    for (FeatureSpec layer : spec.features()) {
      figures.add(
          new Object[] {
            "stdp" + layer.name() + "PerSecond", throughputs.get(stdp(layer)).perSecond()
          });
    }
    for (int layer = 0; layer < spec.layers(); layer++) {
      String name = spec.layerName(layer);
      figures.add(new Object[] {name + "PerSecond", throughputs.get(frame(name)).perSecond()});
    }
    figures.add(new Object[] {"decisionStepsPerSecond", throughputs.get(learning()).perSecond()});
    figures.add(new Object[] {"denseImagesPerSecond", dense});
    figures.add(new Object[] {"denseMultiplyAddsPerSecond", denseMultiplyAdds});
    figures.add(new Object[] {"denseRatio", whole().perSecond() / dense});
    figures.add(new Object[] {"twoThreadRatio", twoThreads});
    figures.add(new Object[] {"bytesPerImage", whole().bytes()});
    figures.add(new Object[] {"bytesPerDecisionStep", throughputs.get(learning()).bytes()});
    figures.add(new Object[] {"spikesPerImage", effort.spikesPerImage()});
    figures.add(new Object[] {"synapticOperationsPerImage", effort.synapticOperationsPerImage()});
    backends.forEach(
        (name, speed) -> {
          figures.add(new Object[] {name + "ImagesPerSecond", speed.perSecond()});
          figures.add(new Object[] {name + "OverCpu", speed.ratio()});
        });
    Report more = report;
    for (Object[] figure : figures) {
      String key = (String) figure[0];
      String cased =
          prefix.isEmpty() ? key : prefix + Character.toUpperCase(key.charAt(0)) + key.substring(1);
      more = more.with(cased, figure[1]);
    }
    return more;
  }
}
