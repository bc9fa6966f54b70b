package io.firstspike.bench.engine;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command that times each of the innermost loops with JMH, beside what the core can do. */
@Command(
    name = "kernels",
    description =
        "Time each of the engine's innermost loops with JMH, beside what this core can do at most"
            + " on data in its first and second level of cache.")
public final class InnerLoopSpeed implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Mixin private ReportOption reportFile;

  @Override
  public Integer call() throws Exception {
    reportFile.check();
    Runner runner =
        new Runner(
            new OptionsBuilder()
                .include(InnerLoopBenchmark.class.getSimpleName() + "\\..*")
                .build());
    var results = runner.run();
    double[] words = {Roofline.wordOperations(Roofline.L1), Roofline.wordOperations(Roofline.L2)};
    double[] additions = {Roofline.additions(Roofline.L1), Roofline.additions(Roofline.L2)};
    Table table = Table.empty().row("kernel", "operations", "of L1", "of L2");
    Report report =
        Report.of("bench kernels", NetworkSpec.load("firstspike-2026"), 1)
            .with("rooflineWordOperationsL1", words[0])
            .with("rooflineWordOperationsL2", words[1])
            .with("rooflineAdditionsL1", additions[0])
            .with("rooflineAdditionsL2", additions[1]);
    for (InnerLoopBenchmark.Loop loop : InnerLoopBenchmark.Loop.values()) {
      double[] roofline = loop.words ? words : additions;
      double rate = calls(results, loop) * loop.operations;
      table =
          table.row(
              loop.method,
              String.format(Locale.ROOT, "%.1f G/s", rate / 1e9),
              percent(rate / roofline[0]),
              percent(rate / roofline[1]));
      report = report.with(loop.method, rate).with(loop.method + "Ratio", rate / roofline[0]);
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(table);
    out.flush();
    reportFile.write(report);
    return ExitCode.OK;
  }

  private static double calls(Iterable<RunResult> results, InnerLoopBenchmark.Loop loop) {
    for (RunResult result : results) {
      if (result.getPrimaryResult().getLabel().equals(loop.method)) {
        return result.getPrimaryResult().getScore();
      }
    }
    throw new IllegalStateException("no benchmark of " + loop.method);
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * ratio);
  }
}
