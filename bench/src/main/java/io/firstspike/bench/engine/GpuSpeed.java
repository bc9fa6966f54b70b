package io.firstspike.bench.engine;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.cuda.KernelShare;
import io.firstspike.engine.cuda.StageTimings;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command that times the backend cuda, and compares its results with the processor's. */
@Command(
    name = "gpu",
    description = {
      "Train a network on a GPU and classify with it: images a second from pixels on the device and"
          + " from the host, time of small batches, learning steps a second, and the number of"
          + " decisions and weights that differ from the processor's.",
      "Another learner trains on a few images before, so that the first use of the device and of"
          + " this program is not in the times."
    })
public final class GpuSpeed implements Runnable {

  private static final long SEED = 5;
  private static final int ROUNDS = 20;
  private static final int LATENCY_ROUNDS = 2000;

  /** Threads that compute features on the processor, where it learns the same for comparison. */
  private static final int THREADS = 2;

  private static final int[] SMALL_BATCHES = {1, 16, 64, 256};

  /** Frames of each layer, and labels, of the training that warms up. */
  private static final int WARM_UP = 2000;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--network",
      defaultValue = "firstspike-2026",
      paramLabel = "NAME",
      description = "The network (default: ${DEFAULT-VALUE}).")
  private String network;

  @Option(
      names = "--batch",
      defaultValue = "65536",
      paramLabel = "N",
      description = "Images in a batch on the device (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description =
          "Frames that each feature layer learns from at most (default: as many as the network"
              + " says).")
  private Long frames;

  @Option(
      names = "--labels",
      paramLabel = "N",
      description = "Labels to learn from at most (default: those of all images).")
  private Integer labels;

  @Mixin private ReportOption report;

  /** Runs this command alone, for a machine that has no more than it needs: bench/pack-gpu.sh. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new GpuSpeed());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command
              .getErr()
              .println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
          return command.getCommandSpec().exitCodeOnExecutionException();
        });
    System.exit(line.execute(args));
  }

  @Override
  public void run() {
    report.check();
    requirePositive("--frames", frames);
    requirePositive("--labels", labels);
    NetworkSpec spec = shortened(NetworkSpec.load(network), frames);
    Backend cuda = Backends.choose("cuda", spec);
    Dataset train = data.train(1);
    Dataset test = data.test();
    PrintWriter out = command.commandLine().getOut();
    cuda.devices().forEach(out::println);
    Report figures =
        Report.of("bench gpu", spec, SEED)
            .with("data", test.name())
            .with("device", String.join("; ", cuda.devices()));

    int taught = labels == null ? train.size() : Math.min(labels, train.size());
    Learner learner = Learner.fresh(spec, SEED);
    Training training = trainWarm(learner, cuda, train, taught);
    Network trained = learner.serving();
    StageTimings stages = StageTimings.of(trained, repeated(test, batch), ROUNDS);
    double fromHeap = fromHeap(cuda, trained, repeated(test, batch));
    Map<Integer, Double> micros = new LinkedHashMap<>();
    for (int images : SMALL_BATCHES) {
      micros.put(images, micros(cuda, trained, repeated(test, images)));
    }
    long differences = differences(cuda, trained, test);
    long weights = weightDifferences(learner, train, taught);

    Table table =
        Table.empty()
            .row("pixels on the device, batch " + batch, rate(stages.whole()))
            .row("without the decision", rate(stages.evidence()))
            .row("encoding in time alone", rate(stages.encode()))
            .row(
                "from the host's page-locked memory to labels on the host", rate(stages.fromHost()))
            .row("from images on the host's heap to labels", rate(fromHeap));
    for (Map.Entry<Integer, Double> one : micros.entrySet()) {
      String images = one.getKey() == 1 ? "one image" : one.getKey() + " images";
      table = table.row(images + ", p50", time(one.getValue()));
    }
    out.println(
        table
            .row("STDP", rate(training.stdpPerSecond()))
            .row("labels", rate(training.labelsPerSecond()))
            .row("features and " + taught + " labels", time(training.seconds() * 1e6))
            .row("decisions that differ from the processor's", Long.toString(differences))
            .row("weights that differ from the processor's", Long.toString(weights)));
    out.println();
    out.println(
        stages.kernels().isEmpty()
            ? "shares of the device's limits: none, as it tells no clocks; it is no GPU"
            : shares(stages.kernels()).toString());
    out.flush();
    for (Map.Entry<Integer, Double> one : micros.entrySet()) {
      figures = figures.with("p50MicrosBatch" + one.getKey(), one.getValue());
    }
    report.write(
        figures
            .with("frames", learner.progress().featureFrames())
            .with("labels", taught)
            .with("imagesPerSecondOnDevice", stages.whole())
            .with("evidencePerSecondOnDevice", stages.evidence())
            .with("encodingsPerSecondOnDevice", stages.encode())
            .with("imagesPerSecondFromHost", stages.fromHost())
            .with("imagesPerSecondFromHeap", fromHeap)
            .with("stdpPerSecond", training.stdpPerSecond())
            .with("labelsPerSecond", training.labelsPerSecond())
            .with("epochSeconds", training.seconds())
            .with("differences", differences)
            .with("weightDifferences", weights)
            .with("kernels", stages.kernels().stream().map(GpuSpeed::fields).toList()));
  }

  /**
   * Speed of a training.
   *
   * @param stdpPerSecond frames a second that feature layers learned from
   * @param labelsPerSecond labels a second that the decision layer learned from
   * @param seconds time of the whole training
   */
  private record Training(double stdpPerSecond, double labelsPerSecond, double seconds) {}

  private void requirePositive(String option, Number value) {
    if (value != null && value.longValue() < 1) {
      throw new ParameterException(command.commandLine(), option + " must be at least 1");
    }
  }

  /** The spec, with feature layers that learn from {@code most} frames at most. */
  private static NetworkSpec shortened(NetworkSpec spec, Long most) {
    Map<String, Long> schedule = new LinkedHashMap<>();
    for (FeatureSpec layer : spec.features()) {
      if (most != null && layer.stdp().frames() > most) {
        schedule.put(layer.name(), most);
      }
    }
    return schedule.isEmpty() ? spec : spec.withSchedule(schedule);
  }

  /** Trains, after another learner has trained a little on the same device. */
  private static Training trainWarm(Learner learner, Backend cuda, Dataset train, int labels) {
    NetworkSpec spec = learner.network().spec();
    Backend.Hold hold = cuda.hold();
    try {
      train(
          Learner.fresh(shortened(spec, (long) WARM_UP), SEED),
          cuda,
          train.slice(0, Math.min(train.size(), WARM_UP)),
          Math.min(labels, WARM_UP));
      return train(learner, cuda, train, labels);
    } finally {
      hold.close();
    }
  }

  private static Training train(Learner learner, Backend cuda, Dataset train, int labels) {
    int taught = Math.min(labels, train.size());
    try (Trainer trainer = new Trainer(THREADS, null, cuda)) {
      long begun = System.nanoTime();
      trainer.learnFeatures(learner, train, TrainingListener.NONE);
      double features = (System.nanoTime() - begun) / 1e9;
      begun = System.nanoTime();
      trainer.learnDecisions(learner, train.slice(0, taught), 1, TrainingListener.NONE);
      double decisions = (System.nanoTime() - begun) / 1e9;
      long frames = learner.progress().featureFrames();
      return new Training(frames / features, taught / decisions, features + decisions);
    }
  }

  /** One row for each kernel: what part of each of the device's limits it reaches. */
  private static Table shares(List<KernelShare> kernels) {
    Table table =
        Table.empty().row("kernel", "time a batch", "tensor cores", "instructions", "memory");
    for (KernelShare one : kernels) {
      table =
          table.row(
              one.kernel(),
              time(one.micros()),
              share(one.tensor()),
              share(one.issue()),
              share(one.memory()));
    }
    return table;
  }

  /** A share of a limit in percent; nothing for one that is not known. */
  private static String share(double share) {
    return Double.isNaN(share) ? "?" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static Map<String, Object> fields(KernelShare one) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kernel", one.kernel());
    fields.put("micros", one.micros());
    fields.put("tensorShare", Double.isNaN(one.tensor()) ? null : one.tensor());
    fields.put("issueShare", one.issue());
    fields.put("memoryShare", one.memory());
    return fields;
  }

  private static List<Image> repeated(Dataset images, int count) {
    List<Image> repeated = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      repeated.add(images.image(i % images.size()));
    }
    return repeated;
  }

  private static double fromHeap(Backend cuda, Network network, List<Image> images) {
    try (Inference inference = cuda.open(network)) {
      inference.labels(images);
      long begun = System.nanoTime();
      for (int round = 0; round < ROUNDS; round++) {
        inference.labels(images);
      }
      return images.size() * (double) ROUNDS * 1e9 / (System.nanoTime() - begun);
    }
  }

  /** The median time of a batch, from the host's bytes to labels, in microseconds. */
  private static double micros(Backend cuda, Network network, List<Image> images) {
    double[] micros = new double[LATENCY_ROUNDS];
    try (Inference inference = cuda.open(network)) {
      for (int warm = 0; warm < LATENCY_ROUNDS; warm++) {
        inference.labels(images);
      }
      for (int round = 0; round < LATENCY_ROUNDS; round++) {
        long begun = System.nanoTime();
        inference.labels(images);
        micros[round] = (System.nanoTime() - begun) / 1e3;
      }
    }
    Arrays.sort(micros);
    return micros[micros.length / 2];
  }

  private static long differences(Backend cuda, Network network, Dataset test) {
    Classifier classifier = new Classifier(network);
    List<Image> images = repeated(test, test.size());
    long differences = 0;
    try (Inference inference = cuda.open(network)) {
      var decisions = inference.classify(images);
      for (int i = 0; i < images.size(); i++) {
        differences += decisions.get(i).equals(classifier.classify(images.get(i))) ? 0 : 1;
      }
    }
    return differences;
  }

  /** The number of weights, and numbers beside them, that the processor learns otherwise. */
  private static long weightDifferences(Learner learner, Dataset train, int labels) {
    Learner here = Learner.fresh(learner.network().spec(), SEED);
    train(here, Backends.cpu(), train, labels);
    float[][][] found = learner.network().weights().toArrays();
    float[][][] expected = here.network().weights().toArrays();
    long differences = 0;
    for (int table = 0; table < found.length; table++) {
      for (int map = 0; map < found[table].length; map++) {
        for (int i = 0; i < found[table][map].length; i++) {
          differences +=
              Float.floatToRawIntBits(found[table][map][i])
                      == Float.floatToRawIntBits(expected[table][map][i])
                  ? 0
                  : 1;
        }
      }
    }
    return differences;
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.0f/s", perSecond);
  }

  private static String time(double micros) {
    return String.format(Locale.ROOT, "%,.1f us", micros);
  }
}
