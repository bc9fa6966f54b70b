package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.cli.DataOptions;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures here, as JSON.")
  private Path report;

  @Override
  public void run() {
    require("--seeds", seeds, 1000);
    require("--threads", threads, 1024);
    OutputFiles.requireWritable("--report", report);
    PrintWriter out = command.commandLine().getOut();
    Dataset test = data.test();
    Table table = Table.empty().row("", "mean", "lowest", "highest", "seeds");
    Map<String, double[]> figures = new LinkedHashMap<>();
    for (TrainingRegime row : rows) {
      for (int seed = 1; seed <= seeds; seed++) {
        Dataset train = data.train(seed);
        for (Metric metric :
            row.run(new TrainingRun(train, test, data.location(), seed, threads))) {
          figures.computeIfAbsent(metric.key(), key -> new double[seeds])[seed - 1] =
              metric.value();
          out.println("seed " + seed + ": " + metric.title() + " " + metric.text());
          table = seed < seeds ? table : table.row(summary(metric, figures.get(metric.key())));
        }
        out.flush();
      }
    }
    out.println();
    out.println(table);
    if (report != null) {
      write(test, figures);
    }
  }

  private String[] summary(Metric last, double[] values) {
    List<String> cells = new ArrayList<>(List.of(last.title()));
    for (double value : new double[] {mean(values), lowest(values), highest(values)}) {
      cells.add(last.with(value).text());
    }
    cells.add(Figures.count(values.length));
    return cells.toArray(String[]::new);
  }

  private void write(Dataset test, Map<String, double[]> figures) {
    Report written =
        Report.of("bench accuracy", NetworkSpec.load("firstspike-2026"), 1)
            .with("data", test.name())
            .with("seeds", seeds);
    for (Map.Entry<String, double[]> figure : figures.entrySet()) {
      written =
          written
              .with(figure.getKey(), mean(figure.getValue()))
              .with(figure.getKey() + "BySeed", figure.getValue());
    }
    written.write(report);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double lowest(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double highest(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          command.commandLine(), option + " must be 1 to " + most + ", not " + value);
    }
  }
}
