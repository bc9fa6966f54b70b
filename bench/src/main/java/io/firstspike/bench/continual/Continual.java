package io.firstspike.bench.continual;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.protocol.Presentations;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.MemorySpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.cli.ThreadOption;
import io.firstspike.pipeline.app.console.CurvesOption;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command that compares a network and the online learners of MOA on streams that change. */
@Command(
    name = "continual",
    description = {
      "Compare a network with online learners of MOA on the same streams: shuffled, two classes at a"
          + " time, with drift, with few labels. The network's feature layers learn first, from"
          + " the training images without labels; the time is that of deciding and learning from"
          + " the image on, on one thread."
    })
public final class Continual implements Runnable {

  /** So many images that each class is among them. */
  private static final int LEAST = 100;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      defaultValue = "firstspike-2026-continual",
      description = "The network that learns (default: ${DEFAULT-VALUE}).")
  private String network;

  @Option(
      names = "--memory",
      paramLabel = "BYTES",
      description = "Bytes of the network's memory (default: as its file says).")
  private Integer memory;

  @Option(
      names = "--protocols",
      paramLabel = "PROTOCOL",
      split = ",",
      description = "Only these of ${COMPLETION-CANDIDATES} (default: all).")
  private List<ProtocolRow> protocols = List.of(ProtocolRow.values());

  @Option(
      names = "--learners",
      paramLabel = "LEARNER",
      split = ",",
      description = "Only these of ${COMPLETION-CANDIDATES} (default: all).")
  private List<LearnerRow> learners = List.of(LearnerRow.values());

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Run with seeds 1 to N, 1 to 1,000 (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N training images (default: all).")
  private Integer limit;

  @Option(
      names = "--slow-limit",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "For the slow learners, kNN and the forest, only the first N training images"
              + " (default: ${DEFAULT-VALUE}).")
  private int slowLimit;

  @Option(
      names = "--slow-tests",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "For the slow learners, only the first N test images (default: ${DEFAULT-VALUE}).")
  private int slowTests;

  @Mixin private ThreadOption threads;

  @Mixin private CurvesOption report;

  @Option(
      names = "--plots",
      paramLabel = "FOLDER",
      description = "Write a plot of each protocol's prequential curves here, as SVG.")
  private Path plots;

  @Override
  public void run() {
    Ranges.require("--seeds", seeds, 1, 1000);
    Ranges.require("--limit", limit == null ? LEAST : limit, LEAST, Integer.MAX_VALUE);
    Ranges.require("--slow-limit", slowLimit, LEAST, Integer.MAX_VALUE);
    Ranges.require("--slow-tests", slowTests, LEAST, Integer.MAX_VALUE);
    int workers = threads.count();
    report.check();
    if (plots != null) {
      OutputFiles.requireFolder("--plots", plots);
    }
    NetworkSpec spec = spec();
    Dataset test = data.test();
    Comparison comparison = new Comparison(spec.name(), seeds);
    double featureSeconds = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      Dataset train = first(data.train(seed), limit == null ? Integer.MAX_VALUE : limit);
      Fit.require(spec, train);
      long began = System.nanoTime();
      Model features = features(spec, train, seed, workers);
      featureSeconds += (System.nanoTime() - began) / 1e9 / seeds;
      for (ProtocolRow protocol : protocols) {
        for (LearnerRow learner : learners) {
          measure(protocol, learner, features, train, test, seed, comparison);
        }
      }
    }
    print(comparison, featureSeconds);
    report.write(
        Report.of("bench continual", spec, 1)
            .with("data", test.name())
            .with("seeds", seeds)
            .with("slowTests", slowTests)
            .with("featureSeconds", featureSeconds)
            .with(comparison.figures())
            .withCurves(comparison.curves()));
    if (plots != null) {
      comparison.plot(plots);
    }
  }

  private NetworkSpec spec() {
    NetworkSpec spec = NetworkSpec.load(network);
    if (memory == null) {
      return spec;
    }
    Ranges.require("--memory", memory, MemorySpec.MIN_BYTES, MemorySpec.MAX_BYTES);
    if (spec.decision().memory() == null) {
      throw new ParameterException(
          command.commandLine(), "--memory: network " + spec.name() + " has no memory");
    }
    return spec.toBuilder()
        .decision(d -> d.memory(spec.decision().memory().withBytes(memory)))
        .build();
  }

  private static Dataset first(Dataset images, int count) {
    return count < images.size() ? images.slice(0, count) : images;
  }

  /** A network whose feature layers have learned, and whose decision layer has not. */
  private Model features(NetworkSpec spec, Dataset train, int seed, int workers) {
    Learner learner = Learner.fresh(spec, seed);
    try (Trainer trainer = new Trainer(workers)) {
      trainer.learnFeatures(learner, train, TrainingListener.NONE);
    }
    return learner.snapshot(train.name());
  }

  private void measure(
      ProtocolRow protocol,
      LearnerRow row,
      Model features,
      Dataset train,
      Dataset test,
      int seed,
      Comparison comparison) {
    Dataset shown = row.slow() ? first(train, slowLimit) : train;
    Dataset tested = row.slow() ? first(test, slowTests) : test;
    Presentations stream = protocol.stream(shown, seed);
    OnlineLearner learner = learner(row, features, train, seed);
    StreamResult result =
        StreamRun.run(learner, stream, protocol.tests(stream, tested), train.classes());
    comparison.add(protocol, row, seed, result, shown.size());
    PrintWriter out = command.commandLine().getOut();
    out.println(
        "seed "
            + seed
            + ": "
            + protocol.title()
            + ": "
            + row.title(features.spec().name())
            + ": test "
            + Figures.percent(result.test())
            + ", prequential "
            + Figures.percent(result.curve().accuracy())
            + ", "
            + Figures.count(shown.size())
            + " images, "
            + Figures.seconds(result.seconds()));
    out.flush();
  }

  private static OnlineLearner learner(LearnerRow row, Model features, Dataset train, int seed) {
    List<String> classes = train.classes();
    if (row.algorithm().isEmpty()) {
      int[] labels =
          classes.stream().mapToInt(name -> features.spec().decision().place(name)).toArray();
      return new SpikingLearner(features, labels);
    }
    Attributes attributes =
        row.spikes()
            ? new SpikeCounts(features.network())
            : new Pixels(train.image(0).samples().length);
    return new MoaLearner(row.algorithm().get().fresh(), attributes, classes, seed);
  }

  private void print(Comparison comparison, double featureSeconds) {
    PrintWriter out = command.commandLine().getOut();
    out.println();
    out.println(comparison.tables());
    out.println(
        "Features were learned in "
            + Figures.seconds(featureSeconds)
            + " a seed. Slow learners see the first "
            + Figures.count(slowLimit)
            + " images at most, and are tested on the first "
            + Figures.count(slowTests)
            + ".");
    out.flush();
  }
}
