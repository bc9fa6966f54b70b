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
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.app.cli.DataOptions;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that times the backend cuda, and compares its results with the processor's. */
@Command(
    name = "gpu",
    description = {
      "Train a network on a GPU and classify with it: images a second from pixels on the device and"
          + " from the host, time of a single image, learning steps a second, and the number of"
          + " decisions and weights that differ from the processor's."
    })
public final class GpuSpeed implements Runnable {

  private static final long SEED = 5;
  private static final int ROUNDS = 20;
  private static final int LATENCY_ROUNDS = 2000;

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

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures here, as JSON.")
  private Path report;

  @Override
  public void run() {
    OutputFiles.requireWritable("--report", report);
    NetworkSpec spec = NetworkSpec.load(network);
    Backend cuda = Backends.choose("cuda", spec);
    Dataset train = data.train(1);
    Dataset test = data.test();
    PrintWriter out = command.commandLine().getOut();
    cuda.devices().forEach(out::println);
    Report figures =
        Report.of("bench gpu", spec, SEED)
            .with("data", test.name())
            .with("device", String.join("; ", cuda.devices()));

    Learner learner = Learner.fresh(spec, SEED);
    Training training = train(learner, cuda, train);
    Network trained = learner.serving();
    StageTimings stages = StageTimings.of(trained, repeated(test, batch), ROUNDS);
    double fromHost = fromHost(cuda, trained, repeated(test, batch));
    double one = micros(cuda, trained, repeated(test, 1));
    double many = micros(cuda, trained, repeated(test, 256));
    long differences = differences(cuda, trained, test);

    out.println(
        Table.empty()
            .row("pixels on the device, batch " + batch, rate(stages.whole()))
            .row("without the decision", rate(stages.evidence()))
            .row("encoding in time alone", rate(stages.encode()))
            .row("from the host's memory to labels on the host", rate(fromHost))
            .row("one image, p50", time(one))
            .row("256 images, p50", time(many))
            .row("STDP", rate(training.stdpPerSecond()))
            .row("labels", rate(training.labelsPerSecond()))
            .row("features and one epoch", time(training.seconds() * 1e6))
            .row("decisions that differ from the processor's", Long.toString(differences)));
    out.println();
    out.println(
        stages.kernels().isEmpty()
            ? "shares of the device's limits: none, as it tells no clocks; it is no GPU"
            : shares(stages.kernels()).toString());
    out.flush();
    if (report != null) {
      figures
          .with("imagesPerSecondOnDevice", stages.whole())
          .with("evidencePerSecondOnDevice", stages.evidence())
          .with("encodingsPerSecondOnDevice", stages.encode())
          .with("imagesPerSecondFromHost", fromHost)
          .with("p50MicrosBatch1", one)
          .with("p50MicrosBatch256", many)
          .with("stdpPerSecond", training.stdpPerSecond())
          .with("labelsPerSecond", training.labelsPerSecond())
          .with("epochSeconds", training.seconds())
          .with("differences", differences)
          .with("kernels", stages.kernels().stream().map(GpuSpeed::fields).toList())
          .write(report);
    }
  }

  /**
   * Speed of a training.
   *
   * @param stdpPerSecond frames a second that feature layers learned from
   * @param labelsPerSecond labels a second that the decision layer learned from
   * @param seconds time of the whole training
   */
  private record Training(double stdpPerSecond, double labelsPerSecond, double seconds) {}

  private static Training train(Learner learner, Backend cuda, Dataset train) {
    // The first use of the device, which loads the kernels, is not what is asked about.
    try (Inference warm = cuda.open(learner.network())) {
      warm.labels(repeated(train, 1));
    }
    try (Trainer trainer = new Trainer(1, null, cuda)) {
      long begun = System.nanoTime();
      trainer.learnFeatures(learner, train, TrainingListener.NONE);
      double features = (System.nanoTime() - begun) / 1e9;
      begun = System.nanoTime();
      trainer.learnDecisions(learner, train, 1, TrainingListener.NONE);
      double labels = (System.nanoTime() - begun) / 1e9;
      long frames = learner.progress().featureFrames();
      return new Training(frames / features, train.size() / labels, features + labels);
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

  private static double fromHost(Backend cuda, Network network, List<Image> images) {
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

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.0f/s", perSecond);
  }

  private static String time(double micros) {
    return String.format(Locale.ROOT, "%,.1f us", micros);
  }
}
