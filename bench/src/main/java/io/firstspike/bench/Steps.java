package io.firstspike.bench;

import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Times each step of the network with JMH. */
@Command(
    name = "steps",
    description = "Time each step of the Mozafari 2019 network on real digits, with JMH.")
final class Steps implements Callable<Integer> {

  @Parameters(
      paramLabel = "STEP",
      arity = "0..1",
      defaultValue = ".*",
      description = "A regular expression: only the steps it matches (default: all).")
  private String steps;

  @Override
  public Integer call() throws Exception {
    new Runner(
            new OptionsBuilder()
                .include(NetworkBenchmark.class.getSimpleName() + "\\." + steps)
                .build())
        .run();
    return ExitCode.OK;
  }
}
