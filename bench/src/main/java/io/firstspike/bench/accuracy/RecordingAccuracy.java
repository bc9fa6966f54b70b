package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.Folds;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.pipeline.app.cli.ThreadOption;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that cross-validates the networks for event cameras on labelled recordings. */
@Command(
    name = "recordings",
    description = {
      "Cross-validate the networks for event cameras on labelled recordings of digits, such as"
          + " N-MNIST's: features and decision learn from all folds but one, which is tested. Both"
          + " halves of the data, train and test, are one set here."
    })
public final class RecordingAccuracy implements Runnable {

  private static final String ONE_PASS = "firstspike-2026-events";
  private static final String VARIED = "firstspike-2026-events-varied";

  @Spec private CommandSpec command;

  /** Ways of training. */
  enum Row {
    /** Every label once. */
    ONE_PASS,
    /** Many passes, each window varied anew in each. */
    BEST
  }

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PLACE",
      description = "A folder or a zip file with CLASS/RECORDING, maybe below train/ and test/.")
  private Path data;

  @Option(
      names = "--folds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Parts of the data, 2 to 1,000 (default: ${DEFAULT-VALUE}).")
  private int folds;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draw folds, order and first weights from seeds 1 to N, 1 to 1,000 (default:"
              + " ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "30",
      description = "Passes of the row BEST, 1 to 10,000 (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Option(
      names = "--rows",
      paramLabel = "ROW",
      split = ",",
      description = "Only these rows of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Row> rows = List.of(Row.values());

  @Mixin private ThreadOption threads;

  @Mixin private ReportOption report;

  @Override
  public void run() {
    Ranges.require("--folds", folds, 2, 1000);
    Ranges.require("--seeds", seeds, 1, 1000);
    Ranges.require("--passes", passes, 1, 10_000);
    int workers = threads.count();
    report.check();
    PrintWriter out = command.commandLine().getOut();
    SeedFigures figures = new SeedFigures(seeds);
    for (Row row : rows) {
      NetworkSpec spec = NetworkSpec.load(row == Row.ONE_PASS ? ONE_PASS : VARIED);
      LabelledStimuli windows = BothHalves.read(data, spec);
      Ranges.require("--folds", folds, 2, windows.size());
      for (int seed = 1; seed <= seeds; seed++) {
        Metric metric = metric(row, accuracy(row, spec, windows, seed, workers));
        figures.add(seed, metric);
        out.println("seed " + seed + ": " + metric.title() + " " + metric.text());
        out.flush();
      }
    }
    out.println();
    out.println(figures.table());
    Report begun =
        Report.of("bench recordings", NetworkSpec.load(ONE_PASS), 1)
            .with("data", data.toString())
            .with("folds", folds)
            .with("passes", passes);
    report.write(figures.in(begun));
  }

  private Metric metric(Row row, double accuracy) {
    return row == Row.ONE_PASS
        ? Metric.share("nmnistOnePass", "one pass, " + folds + " folds", accuracy)
        : Metric.share("nmnistBest", passes + " passes, " + folds + " folds", accuracy);
  }

  /** The share of all windows that are right, each when its fold is tested. */
  private double accuracy(
      Row row, NetworkSpec spec, LabelledStimuli windows, long seed, int workers) {
    Folds parts = new Folds(windows, folds, seed);
    long right = 0;
    try (Trainer trainer = new Trainer(workers)) {
      for (int fold = 0; fold < folds; fold++) {
        LabelledStimuli training = parts.training(fold);
        LabelledStimuli test = parts.test(fold);
        NetworkSpec lesson =
            row == Row.ONE_PASS ? spec : spec.withHorizon((long) passes * training.size());
        Learner learner = Learner.fresh(lesson, seed);
        trainer.learnFeatures(learner, training, TrainingListener.NONE);
        trainer.learnDecisions(
            learner, training, row == Row.ONE_PASS ? 1 : passes, TrainingListener.NONE);
        right += trainer.evaluate(learner.serving(), test).correct();
      }
    }
    return (double) right / windows.size();
  }
}
