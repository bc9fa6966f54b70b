package io.firstspike.bench;

import io.firstspike.bench.accuracy.Accuracy;
import io.firstspike.bench.accuracy.RecordingAccuracy;
import io.firstspike.bench.continual.Continual;
import io.firstspike.bench.continual.MemoryCost;
import io.firstspike.bench.engine.EngineSpeed;
import io.firstspike.bench.engine.GpuSpeed;
import io.firstspike.bench.engine.InnerLoopSpeed;
import io.firstspike.bench.engine.NetworkStepSpeed;
import io.firstspike.bench.engine.PeerSpeed;
import io.firstspike.bench.event.EventSpeed;
import io.firstspike.bench.readout.ReadOut;
import io.firstspike.bench.stream.Endurance;
import io.firstspike.bench.stream.ManyModels;
import io.firstspike.bench.stream.MlSpeed;
import io.firstspike.bench.stream.StreamSpeed;
import io.firstspike.pipeline.app.cli.FirstSpike;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Entry point of the benchmarks: the command {@code bench}, whose commands measure accuracy and
 * speed. They are run by hand; what they showed stands in docs/results.md.
 */
@Command(
    name = "bench",
    description = "Measure accuracy and speed.",
    subcommands = {
      Accuracy.class,
      Continual.class,
      EngineSpeed.class,
      Endurance.class,
      EventSpeed.class,
      GpuSpeed.class,
      InnerLoopSpeed.class,
      ManyModels.class,
      MemoryCost.class,
      MlSpeed.class,
      ReadOut.class,
      RecordingAccuracy.class,
      NetworkStepSpeed.class,
      PeerSpeed.class,
      StreamSpeed.class
    })
public final class Bench implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs the program with this command among the others. */
  public static void main(String[] args) {
    FirstSpike.main(args, List.of(Bench.class));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which benchmark?");
  }
}
