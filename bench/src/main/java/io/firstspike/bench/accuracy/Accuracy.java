package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.AccuracyCurve;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.data.DataOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command that measures test accuracy: one row a training regime, the mean over several seeds. */
@Command(
    name = "accuracy",
    description = {
      "Train the networks that ship with the program on all training images, test them, and print"
          + " the mean over several seeds. On MNIST, about ten minutes a seed."
    })
public final class Accuracy implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Train with seeds 1 to N, 1 to 1,000 (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--rows",
      paramLabel = "ROW",
      split = ",",
      description = "Only these rows of ${COMPLETION-CANDIDATES} (default: all).")
  private List<TrainingRegime> rows = List.of(TrainingRegime.values());

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads for frozen layers, 1 to 1,024 (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = {
        "Write the figures here, as JSON, and beside it, with the ending .csv, accuracy over labels:"
            + " a row per 1,000 with the columns curve, labels, right, wrong, accuracy and"
            + " accuracySoFar."
      })
  private Path report;

  @Override
  public void run() {
    require("--seeds", seeds, 1000);
    require("--threads", threads, 1024);
    Report.requireWritable("--report", report);
    PrintWriter out = command.commandLine().getOut();
    Dataset test = data.test();
    SeedFigures figures = new SeedFigures(seeds);
    List<AccuracyCurve> curves = new ArrayList<>();
    for (TrainingRegime row : rows) {
      for (int seed = 1; seed <= seeds; seed++) {
        Dataset train = data.train(seed);
        AccuracyCurve curve = new AccuracyCurve(row + ".seed" + seed);
        curves.add(curve);
        for (Metric metric :
            row.run(new TrainingRun(train, test, data.location(), seed, threads, curve))) {
          figures.add(seed, metric);
          out.println("seed " + seed + ": " + metric.title() + " " + metric.text());
        }
        out.flush();
      }
    }
    out.println();
    out.println(figures.table());
    if (report != null) {
      Report begun =
          Report.of("bench accuracy", NetworkSpec.load("firstspike-2026"), 1)
              .with("data", test.name());
      figures.in(begun).withCurves(curves).write(report);
    }
  }

  private void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          command.commandLine(), option + " must be 1 to " + most + ", not " + value);
    }
  }
}
