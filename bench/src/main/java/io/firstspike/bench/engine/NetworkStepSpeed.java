package io.firstspike.bench.engine;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Command that times each step of a network with JMH. */
@Command(
    name = "steps",
    description = "Time each step of the Mozafari 2019 network on real digits, with JMH.")
public final class NetworkStepSpeed implements Callable<Integer> {

  @Parameters(
      paramLabel = "STEP",
      arity = "0..1",
      defaultValue = ".*",
      description = "A regular expression: only the steps it matches (default: all).")
  private String steps;

  @Mixin private ReportOption reportFile;

  @Override
  public Integer call() throws Exception {
    reportFile.check();
    Runner runner =
        new Runner(
            new OptionsBuilder()
                .include(NetworkStepBenchmark.class.getSimpleName() + "\\." + steps)
                .build());
    Report report =
        Report.of("bench steps", NetworkSpec.load("mozafari-2019"), NetworkStepBenchmark.SEED);
    for (RunResult result : runner.run()) {
      report =
          report.with(
              result.getPrimaryResult().getLabel() + "PerSecond",
              result.getPrimaryResult().getScore());
    }
    reportFile.write(report);
    return ExitCode.OK;
  }
}
