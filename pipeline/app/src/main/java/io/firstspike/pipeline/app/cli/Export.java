package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.nir.Fidelity;
import io.firstspike.engine.nir.FirstSpikeGraph;
import io.firstspike.engine.nir.NirFile;
import io.firstspike.engine.nir.NirGraph;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.stepped.volley.GraphEncoding;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.Fit;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model as a NIR graph for other programs. */
@Command(
    name = "export",
    description = {
      "Write a model as a graph of IF neurons in the Neuromorphic Intermediate Representation (NIR),"
          + " for other programs, and say how often both decide alike on a data set's test images.",
      "NIR has neither neurons that fire once nor pooling of first spikes; IF neurons with a low"
          + " reset stand for them. The graph begins after the encoding: its input is the encoded"
          + " image, a spike at most for each element, in time steps of 1.",
      "Of a network that was imported, the graph is written as it was."
    })
final class Export implements Runnable {

  @Spec private CommandSpec command;

  @Option(
      names = "--nir",
      required = true,
      paramLabel = "FILE",
      description = "Write the graph here.")
  private Path file;

  @Parameters(paramLabel = "MODEL", description = "The model.")
  private Path modelFile;

  @Option(
      names = "--approximate",
      description = "Accept that the graph is an approximation; without it nothing is written.")
  private boolean approximate;

  @Option(
      names = "--compare",
      paramLabel = "N",
      defaultValue = "200",
      description = "Test images that both decide on, 1 or more (default: ${DEFAULT-VALUE}).")
  private int compared;

  @Option(names = "--overwrite", description = "Replace the file of --nir, if it exists.")
  private boolean overwrite;

  @Mixin private DataOptions data;
  @Mixin private ThreadOption threads;
  @Mixin private NetworkLimitOption limit;

  @Override
  public void run() {
    Ranges.require("--compare", compared, 1, Integer.MAX_VALUE);
    OutputFiles.requireNew("--nir", file, overwrite);
    Model model = ModelFile.read(modelFile, limit.limit());
    if (model.spec().encoding().stepped() != null) {
      exportGraph(model);
      return;
    }
    if (!approximate) {
      throw new InputException(
          "NIR has neither neurons that fire once nor pooling of first spikes: the graph decides"
              + " nearly, not exactly, as the model does; --approximate accepts that");
    }
    Network network = model.serving();
    FirstSpikeGraph graph = FirstSpikeGraph.of(network);
    Dataset test = data.test();
    Fit.require(model.spec(), test);
    Fidelity fidelity =
        Fit.checked(
            model.spec(), test, () -> Fidelity.of(network, graph, test, compared, threads.count()));
    NirFile.write(file, NirGraph.of(graph.graph(), metadata(model, graph, fidelity, test)));
    print(fidelity, test);
  }

  /** Writes the graph that encodes, as it was imported. */
  private void exportGraph(Model model) {
    if (!(model.spec().decision().rule() instanceof DecisionRule.Fixed)) {
      throw new InputException(
          modelFile
              + " decides by a layer that learns, which is no part of the graph that was imported:"
              + " export the model that does not learn");
    }
    GraphEncoding encoding = GraphEncoding.of(model.network());
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("software", Provenance.SOFTWARE);
    metadata.put("source", model.provenance().data());
    metadata.put("time_step", String.valueOf(encoding.spec().timeStep()));
    metadata.put("decision", encoding.spec().read().by().toString());
    metadata.put("labels", String.join(",", model.spec().decision().labels()));
    NirFile.write(file, NirGraph.of(encoding.graph(), metadata));
    command.commandLine().getOut().println("graph written to " + file);
    command.commandLine().getOut().flush();
  }

  private static Map<String, String> metadata(
      Model model, FirstSpikeGraph graph, Fidelity fidelity, Dataset test) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("software", Provenance.SOFTWARE);
    metadata.put("network", model.spec().name());
    metadata.put("weights_sha256", model.fingerprint());
    metadata.put(
        "approximate",
        "yes: IF neurons with a low v_reset stand for neurons that fire once; "
            + fidelity.agreeing()
            + " of "
            + fidelity.images()
            + " decisions were the same ("
            + test.name()
            + ")");
    metadata.put("time_step", "1");
    metadata.put("decision", graph.readOut().toString());
    metadata.put("labels", String.join(",", graph.labels()));
    metadata.put(
        "input",
        "the encoded image: a spike at most for each element in "
            + model.spec().encoding().steps()
            + " time steps");
    metadata.put("spec", model.spec().toYaml());
    return metadata;
  }

  private void print(Fidelity fidelity, Dataset test) {
    PrintWriter out = command.commandLine().getOut();
    out.println(
        Table.empty()
            .row("compared", Figures.count(fidelity.images()) + " test images, " + test.name())
            .row(
                "same decision",
                Figures.count(fidelity.agreeing()) + ", " + Figures.percent(fidelity.agreement()))
            .row("model right", Figures.count(fidelity.networkRight()))
            .row("graph right", Figures.count(fidelity.graphRight())));
    out.println("graph written to " + file);
    out.flush();
  }
}
