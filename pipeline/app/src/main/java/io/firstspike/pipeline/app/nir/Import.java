package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.nir.NirException;
import io.firstspike.engine.nir.NirFile;
import io.firstspike.engine.nir.NirGraph;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.volley.GraphEncoding;
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
    Plan plan;
    Network network;
    try {
      plan = Plan.of(nir.graph(), new TimeStep(timeStep), limit.limit());
      network = network(nir, plan);
    } catch (GraphException e) {
      throw new NirException(file + ": " + e.getMessage(), e);
    }
    NetworkSpec spec = network.spec();
    try {
      new Classifier(network).encode(stimulus.blank(spec));
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
    Provenance provenance = new Provenance(Provenance.SOFTWARE, seed, spec.source(), 0, 0);
    ModelFile.write(
        out, new Model(spec, provenance, Progress.start(spec, seed), network.weights().toArrays()));
    print(plan, spec);
  }

  private Network network(NirGraph nir, Plan plan) {
    boolean events = stimulus.events(plan);
    FramesSpec frames = events ? null : stimulus.frames(seed);
    ReadSpec read = learn.read(plan, decision, stimulus.timeSteps(events));
    GraphEncoding encoding = GraphEncoding.of(nir.graph(), timeStep, frames, read, limit.limit());
    String name = file.getFileName().toString().replaceFirst("\\.nir$", "");
    NetworkSpec spec =
        learn.network(
            name,
            file.getFileName() + ", NIR " + nir.version(),
            stimulus.input(plan, events),
            plan,
            encoding.spec(),
            labels(plan),
            limit.limit());
    return encoding.network(spec, seed);
  }

  private List<String> labels(Plan plan) {
    int outputs = LearnOptions.outputs(plan);
    if (labels == null) {
      return IntStream.range(0, outputs).mapToObj(String::valueOf).toList();
    }
    if (labels.size() != outputs) {
      throw new GraphException(
          "the output has "
              + outputs
              + " elements, and there are "
              + labels.size()
              + " labels: name one for each (--labels)");
    }
    return labels;
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
