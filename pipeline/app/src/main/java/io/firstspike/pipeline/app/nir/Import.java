package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.nir.NirException;
import io.firstspike.engine.nir.NirFile;
import io.firstspike.engine.nir.NirGraph;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
          + " Representation (NIR). The model is like any other: evaluate, classify, run, serve take"
          + " it.",
      "What a NIR file does not say is said here: the length of a time step, what the output means,"
          + " what it is shown and how. A node that cannot run is named."
    })
public final class Import implements Runnable {

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
      description =
          "Which output neuron decides: that with the most spikes, the first spike, or the highest"
              + " potential at the end (default: ${DEFAULT-VALUE}).")
  private ReadSpec.By decision;

  @Option(
      names = "--labels",
      paramLabel = "LABEL",
      split = ",",
      description = "What the output neurons stand for (default: 0,1,2,...).")
  private List<String> labels;

  @Mixin private StimulusOptions stimulus;
  @Mixin private LearnOptions learn;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draws the spikes of --frames rate, and first weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private NetworkLimitOption limit;

  @Override
  public void run() {
    OutputFiles.requireNew("--out", out, overwrite);
    NirGraph nir = NirFile.read(file, limit.limit());
    try {
      Plan plan = Plan.of(nir.graph(), new TimeStep(timeStep), limit.limit());
      Model model = described(nir, plan).model(seed, limit.limit());
      ModelFile.write(out, model);
      print(plan, model.spec());
    } catch (GraphException e) {
      throw new NirException(file + ": " + e.getMessage(), e);
    }
  }

  private GraphModel described(NirGraph nir, Plan plan) {
    boolean events = stimulus.events(plan);
    return new GraphModel(
        file.getFileName().toString().replaceFirst("\\.nir$", ""),
        file.getFileName() + ", NIR " + nir.version(),
        nir.graph(),
        timeStep,
        stimulus.input(plan, events),
        events ? null : stimulus.frames(seed),
        learn.read(plan, decision, stimulus.timeSteps(events)),
        learn.decision(plan, GraphModel.labels(plan, labels), decision, limit.limit()));
  }

  private void print(Plan plan, NetworkSpec spec) {
    PrintWriter printed = command.commandLine().getOut();
    NodeTable.print(plan, printed);
    if (timeStep != 1 && withoutTimeConstants(plan)) {
      command
          .commandLine()
          .getErr()
          .println(
              "note: an input of 1 raises the potential of a neuron by "
                  + timeStep
                  + " r; networks without time constants are mostly trained with --time-step 1s");
    }
    printed.println("it takes " + StimulusOptions.taken(spec));
    printed.println("it decides " + learn.how(spec));
    printed.println("model written to " + out);
    printed.flush();
  }

  private static boolean withoutTimeConstants(Plan plan) {
    return plan.nodes().stream()
        .noneMatch(node -> node.node() instanceof Neurons neurons && neurons.leak() != null);
  }
}
