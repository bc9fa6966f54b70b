package io.firstspike.bench.continual;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that times what a network's memory adds to a label, beside the network without it. */
@Command(
    name = "memory",
    description = {
      "Time what the memory of a network costs. Two learners with the same features, one with the"
          + " memory and one without, decide on the same images and learn their labels, a block of"
          + " images each by turns, on one thread, by CPU time: with the volleys given, and from the"
          + " image on. Medians over the blocks of the second half. About a minute."
    })
public final class MemoryCost implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      defaultValue = "firstspike-2026-continual",
      description = "The network, with a memory (default: ${DEFAULT-VALUE}).")
  private String network;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the network and of the order of images (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N training images (default: all).")
  private Integer limit;

  @Mixin private ReportOption report;

  @Override
  public void run() {
    report.check();
    NetworkSpec spec = NetworkSpec.load(network);
    if (spec.decision().memory() == null) {
      throw new InputException("--network: " + spec.name() + " has no memory: name one that has");
    }
    Dataset all = data.train(seed);
    Dataset images = limit == null || limit >= all.size() ? all : all.slice(0, limit);
    Ranges.require("training images", images.size(), 2 * LabelTimes.BLOCK, Integer.MAX_VALUE);
    Fit.require(spec, images);
    NetworkSpec plain = spec.toBuilder().decision(decision -> decision.memory(null)).build();
    LabelTimes times = LabelTimes.measure(learner(spec, images), learner(plain, images), images);
    print(times);
    report.write(
        Report.of("bench memory", spec, seed)
            .with("data", images.name())
            .with("labels", times.labels())
            .with("evidenceMicros", times.evidence())
            .with("labelMicros", times.plain())
            .with("labelMicrosWithMemory", times.remembering())
            .with("labelRatio", times.ratio())
            .with("imageRatio", times.imageRatio()));
  }

  /** A learner whose feature layers have learned, and whose decision layer has not. */
  private Learner learner(NetworkSpec spec, Dataset images) {
    Learner learner = Learner.fresh(spec, seed);
    try (Trainer trainer = new Trainer(1)) {
      trainer.learnFeatures(learner, images, TrainingListener.NONE);
    }
    return learner;
  }

  private void print(LabelTimes times) {
    PrintWriter out = command.commandLine().getOut();
    out.println(
        Table.empty()
            .row("CPU time", "with the memory", "without", "ratio")
            .row(
                "a label, volley given",
                micros(times.remembering()),
                micros(times.plain()),
                Figures.decimal(times.ratio()))
            .row(
                "from the image on",
                micros(times.evidence() + times.remembering()),
                micros(times.evidence() + times.plain()),
                Figures.decimal(times.imageRatio())));
    out.flush();
  }

  private static String micros(double micros) {
    return Figures.decimal(micros) + " us";
  }
}
