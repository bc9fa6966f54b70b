package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.cli.ThreadOption;
import io.firstspike.pipeline.app.console.AccuracyCurve;
import io.firstspike.pipeline.app.console.CurvesOption;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Mixin private ThreadOption threads;

  @Mixin private CurvesOption report;

  @Override
  public void run() {
    Ranges.require("--seeds", seeds, 1, 1000);
    int workers = threads.count();
    report.check();
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
            row.run(new TrainingRun(train, test, data.location(), seed, workers, curve))) {
          figures.add(seed, metric);
          out.println("seed " + seed + ": " + metric.title() + " " + metric.text());
        }
        out.flush();
      }
    }
    out.println();
    out.println(figures.table());
    Report begun =
        Report.of("bench accuracy", NetworkSpec.load("firstspike-2026"), 1)
            .with("data", test.name());
    report.write(figures.in(begun).withCurves(curves));
  }
}
