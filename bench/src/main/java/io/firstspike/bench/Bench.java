package io.firstspike.bench;

import io.firstspike.pipeline.app.cli.FirstSpike;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measurements, run by hand; what they showed stands in docs/results.md. */
@Command(
    name = "bench",
    description = "Measure accuracy and speed.",
    subcommands = {
      Accuracy.class,
      EngineSpeed.class,
      Endurance.class,
      KernelSpeed.class,
      ManyModels.class,
      ReadOut.class,
      Steps.class,
      StreamSpeed.class
    })
public final class Bench implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs the program with this command among the others. */
  public static void main(String[] args) {
    FirstSpike.main(args, List.of(new Bench()));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which benchmark?");
  }
}
