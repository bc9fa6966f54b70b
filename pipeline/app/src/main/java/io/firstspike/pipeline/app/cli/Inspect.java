package io.firstspike.pipeline.app.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.activity.LayerActivity;
import io.firstspike.engine.exchange.NetworkWeights;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.model.TrainingRun;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.volley.GraphEncoding;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Json;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.SampleOptions;
import io.firstspike.pipeline.app.nir.NodeTable;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the origin and the contents of a model. */
@Command(
    name = "inspect",
    description = {
      "Show what a model file holds: where its weights come from and how to make them again, its"
          + " layers, its labels and its spec.",
      "Of a layer: the shape of its weights and of what it passes on; ones, the share of weights"
          + " nearer to 1 than to 0; convergence, the mean of w (1 - w), 0 if all weights are 0 or"
          + " 1; with --data also the mean number of spikes that it passes on for an image."
    })
final class Inspect implements Runnable {

  /** Stands where there is no figure. */
  private static final String NONE = "-";

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "MODEL", description = "The model's file.")
  private Path file;

  @Mixin private SampleOptions sample;

  @Option(names = "--json", description = "Print one JSON object instead.")
  private boolean json;

  @Option(names = "--spec", description = "Print the network's spec alone, as YAML.")
  private boolean specOnly;

  /**
   * One layer of the output, for people and machines.
   *
   * @param name of the layer; the encoding is the first
   * @param weights dimensions: maps, input maps, window height, window width; null for the encoding
   * @param output dimensions of what it passes on: maps, height, width
   * @param ones share of the weights that are nearer to 1 than to 0; null if some are outside 0 to
   *     1
   * @param convergence mean of w (1 - w); null if some weights are outside 0 to 1
   * @param spikes mean number that it passes on for an example; null without data
   * @param state what it has learned, in words
   * @param frames number of frames, or labels, that it has learned from
   */
  private record LayerRow(
      String name,
      @JsonInclude(JsonInclude.Include.NON_NULL) int[] weights,
      int[] output,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double ones,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double convergence,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double spikes,
      String state,
      long frames) {}

  @Mixin private NetworkLimitOption limit;

  @Override
  public void run() {
    if (json && specOnly) {
      throw new InputException("--json and --spec exclude each other: leave one out");
    }
    Model model = ModelFile.read(file, limit.limit());
    PrintWriter out = command.commandLine().getOut();
    if (specOnly) {
      out.print(model.spec().toYaml());
    } else if (json) {
      out.println(Json.line(fields(model)));
    } else {
      print(model, out);
    }
    out.flush();
  }

  private void print(Model model, PrintWriter out) {
    Provenance provenance = model.provenance();
    List<String> labels = model.spec().decision().labels();
    int free = model.spec().decision().capacity() - labels.size();
    out.println("network             " + model.spec().name());
    out.println("made by             " + provenance.software());
    out.println("seed                " + provenance.seed());
    out.println("learned from        " + provenance.data());
    for (TrainingRun run : provenance.runs()) {
      out.println(
          "data                "
              + run.data()
              + ", "
              + Figures.count(run.images())
              + " images, SHA-256 "
              + run.dataSha256());
    }
    out.println("frames learned      " + Figures.count(provenance.framesLearned()));
    out.println("labels learned      " + Figures.count(provenance.labelsLearned()));
    out.println("weights             SHA-256 " + model.fingerprint());
    out.println(
        "labels              "
            + String.join(" ", labels)
            + (free > 0 ? " (and room for " + free + " more)" : ""));
    out.println();
    List<LayerRow> layers = layers(model);
    Table table =
        Table.empty().row("layer", "weights", "output", "ones", "convergence", "spikes", "state");
    for (LayerRow row : layers) {
      table =
          table.row(
              row.name(),
              row.weights() == null ? NONE : dimensions(row.weights()),
              dimensions(row.output()),
              row.ones() == null ? NONE : Figures.percent(row.ones()),
              row.convergence() == null ? NONE : convergence(row.convergence()),
              row.spikes() == null ? NONE : Figures.count(Math.round(row.spikes())),
              row.state());
    }
    out.println(table);
    out.println();
    if (model.spec().encoding().stepped() != null) {
      NodeTable.print(GraphEncoding.of(model.network()).plan(), out);
      out.println();
    }
    out.println(repeated(model));
    out.println();
    out.print(model.spec().toYaml());
  }

  private static String repeated(Model model) {
    Provenance provenance = model.provenance();
    if (provenance.runs().isEmpty()) {
      return "The file does not say which command made it: a stream did, an import, a conversion, or"
          + " an older FirstSpike.";
    }
    return "To make it again:\n"
        + provenance.runs().stream()
            .map(run -> "  " + commandLine(run))
            .collect(Collectors.joining("\n"))
        + (ofFile(model) ? "\nThe network was given as a file; --spec prints it again." : "");
  }

  /** Whether the network was a file whose contents are the spec, as those of no graph are. */
  private static boolean ofFile(Model model) {
    return model.spec().encoding().stepped() == null
        && model.provenance().runs().stream()
            .map(TrainingRun::command)
            .anyMatch(
                words -> {
                  int network = words.indexOf("--network") + 1;
                  return network > 0 && !NetworkSpec.shipped(words.get(network));
                });
  }

  private static String commandLine(TrainingRun run) {
    return "firstspike "
        + run.command().stream()
            .map(word -> word.matches("[\\w./=,:@%+-]+") ? word : quoted(word))
            .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static String dimensions(int[] sizes) {
    return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }

  private static int[] dimensions(Shape shape) {
    return new int[] {shape.maps(), shape.height(), shape.width()};
  }

  private static String convergence(double value) {
    return String.format(Locale.ROOT, "%.2g", value);
  }

  private List<LayerRow> layers(Model model) {
    NetworkSpec spec = model.spec();
    Network network = model.serving();
    Map<String, NumericArray> arrays = NetworkWeights.of(network).arrays();
    List<LayerActivity> activity =
        sample.given() ? SampleOptions.activity(network, sample.test(spec)) : List.of();
    List<LayerRow> rows = new ArrayList<>();
    rows.add(
        new LayerRow(
            DecisionSpec.ENCODING,
            null,
            dimensions(network.encoded()),
            null,
            null,
            activity.isEmpty() ? null : activity.get(0).spikesPerStimulus(),
            "",
            0));
    for (int layer = 0; layer < spec.layers(); layer++) {
      boolean decides = layer == spec.features().size();
      if (decides && spec.decision().hidden() != null) {
        rows.add(hidden(network, arrays));
      }
      String name = spec.layerName(layer);
      long frames = decides ? model.progress().labels() : model.progress().framesOf(layer);
      Shape output = decides ? network.decisions().output() : network.output(layer);
      LayerWeights weights = network.weights().table(layer);
      OptionalDouble ones = weights.ones();
      rows.add(
          new LayerRow(
              name,
              arrays.get(name).dimensions(),
              dimensions(output),
              ones.isPresent() ? ones.getAsDouble() : null,
              ones.isPresent() ? weights.convergence() : null,
              decides || activity.isEmpty() ? null : activity.get(layer + 1).spikesPerStimulus(),
              state(model, layer, frames),
              frames));
    }
    return rows;
  }

  private static LayerRow hidden(Network network, Map<String, NumericArray> arrays) {
    List<String> names = NetworkWeights.layerNames(network.spec());
    String name = names.get(names.size() - 1);
    return new LayerRow(
        name,
        arrays.get(name).dimensions(),
        dimensions(network.beforeDecision().output()),
        null,
        null,
        null,
        "learns with " + network.spec().decision().name(),
        0);
  }

  private static String state(Model model, int layer, long frames) {
    NetworkSpec spec = model.spec();
    if (layer == spec.features().size()) {
      return Figures.count(frames) + " labels learned";
    }
    if (layer < model.progress().stage()) {
      return frames == 0 ? "frozen" : "frozen after " + Figures.count(frames) + " frames";
    }
    return Figures.count(frames)
        + " of "
        + Figures.count(spec.features().get(layer).stdp().frames())
        + " frames learned";
  }

  private Map<String, Object> fields(Model model) {
    Provenance provenance = model.provenance();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file.toString());
    fields.put("network", model.spec().name());
    fields.put("software", provenance.software());
    fields.put("seed", provenance.seed());
    fields.put("data", provenance.data());
    fields.put("framesLearned", provenance.framesLearned());
    fields.put("labelsLearned", provenance.labelsLearned());
    fields.put("weightsSha256", model.fingerprint());
    fields.put("labels", model.spec().decision().labels());
    fields.put("capacity", model.spec().decision().capacity());
    fields.put("layers", layers(model));
    fields.put("runs", provenance.runs());
    fields.put("commands", provenance.runs().stream().map(Inspect::commandLine).toList());
    fields.put("spec", model.spec().toYaml());
    return fields;
  }
}
