package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.nir.NirException;
import io.firstspike.engine.nir.NirFile;
import io.firstspike.engine.nir.NirGraph;
import io.firstspike.engine.nir.NirModel;
import io.firstspike.engine.nir.RunSettings;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a model of a network that another program has written as a NIR graph. */
@Command(
    name = "import",
    description = {
      "Make a model of a network of another program: a graph in the Neuromorphic Intermediate"
          + " Representation (NIR). The model is a NIR file too, which says how it is run.",
      "What a NIR file does not say is said here: the length of a time step, what the output means,"
          + " how frames and recordings are shown. A node that cannot run is named."
    })
public final class Import implements Runnable {

  private static final double MICROSECONDS = 1e6;

  @Spec private CommandSpec command;

  @Option(
      names = "--nir",
      required = true,
      paramLabel = "FILE",
      description = "The graph: an HDF5 file as nir.write makes it.")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Write the model here.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace the file of --out, if it exists.")
  private boolean overwrite;

  @Option(
      names = "--time-step",
      required = true,
      paramLabel = "TIME",
      converter = SecondsConverter.class,
      description =
          "Length of a time step in the graph's own unit of time, seconds: 0.1ms, 250us, 1e-4s or"
              + " 0.0001. Networks without time constants are mostly trained with 1s: an input of 1"
              + " then raises an IF neuron by r.")
  private double timeStep;

  @Option(
      names = "--decision",
      paramLabel = "count|first|potential",
      defaultValue = "count",
      converter = ReadOutConverter.class,
      description =
          "Which output neuron decides: that with the most spikes, the first spike, or the highest"
              + " potential at the end (default: ${DEFAULT-VALUE}).")
  private ReadOut decision;

  @Option(
      names = "--labels",
      paramLabel = "LABEL",
      split = ",",
      description = "What the output neurons stand for (default: 0,1,2,...).")
  private List<String> labels;

  @Option(
      names = "--event-step",
      paramLabel = "TIME",
      defaultValue = "1ms",
      converter = SecondsConverter.class,
      description =
          "How much of a recording of events is summed for a time step (default:"
              + " ${DEFAULT-VALUE}).")
  private double eventStep;

  @Option(
      names = "--frames",
      paramLabel = "current|rate",
      defaultValue = "current",
      description =
          "What an image's pixels are: currents, the same in each time step, or rates of random"
              + " spikes (default: ${DEFAULT-VALUE}).")
  private FrameCoding.Kind frames;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "100",
      description = "Time steps that an image is shown (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--gain",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Current of a white pixel, or its spikes in a time step (default: ${DEFAULT-VALUE}).")
  private float gain;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of --frames rate (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private NetworkLimitOption limit;

  @Override
  public void run() {
    OutputFiles.requireNew("--out", out, overwrite);
    NirGraph nir = NirFile.read(file, limit.limit());
    SteppedNetwork network;
    NirModel model;
    try {
      network = SteppedNetwork.of(nir.graph(), new TimeStep(timeStep), decision, limit.limit());
      model =
          NirModel.of(
              nir.graph(),
              settings(network.labels()),
              file.getFileName() + ", NIR " + nir.version());
      model.network(limit.limit());
    } catch (GraphException e) {
      throw new NirException(file + ": " + e.getMessage(), e);
    }
    model.write(out);
    print(network);
  }

  private RunSettings settings(int outputs) {
    List<String> names =
        labels == null ? IntStream.range(0, outputs).mapToObj(String::valueOf).toList() : labels;
    long microseconds = Math.round(eventStep * MICROSECONDS);
    if (microseconds < 1) {
      throw new InputException("--event-step is below 1us, the unit of time of recordings");
    }
    try {
      return new RunSettings(
          timeStep, decision, names, new FrameCoding(frames, steps, gain, seed), microseconds);
    } catch (IllegalArgumentException e) {
      throw new InputException("--steps, --gain: " + e.getMessage(), e);
    }
  }

  private void print(SteppedNetwork network) {
    PrintWriter printed = command.commandLine().getOut();
    NodeTable.print(network.plan(), printed);
    if (timeStep != 1 && withoutTimeConstants(network)) {
      command
          .commandLine()
          .getErr()
          .println(
              "note: an input of 1 raises the potential of a neuron by "
                  + timeStep
                  + " r; networks without time constants are mostly trained with --time-step 1s");
    }
    printed.println("model written to " + out);
    printed.flush();
  }

  private static boolean withoutTimeConstants(SteppedNetwork network) {
    return network.plan().nodes().stream()
        .noneMatch(node -> node.node() instanceof Neurons neurons && neurons.leak() != null);
  }
}
