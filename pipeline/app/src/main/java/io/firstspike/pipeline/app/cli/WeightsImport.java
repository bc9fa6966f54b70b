package io.firstspike.pipeline.app.cli;

import io.firstspike.engine.exchange.ArrayFiles;
import io.firstspike.engine.exchange.NetworkWeights;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.NetworkOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a model from weights that other programs have learned. */
@Command(
    name = "import",
    description =
        "Make a model from weights in NumPy's format. Its feature layers are frozen; its decision"
            + " layer goes on learning, from its first weights if the file has none for it.")
final class WeightsImport implements Runnable {

  private static final long SEED = Long.parseLong(NetworkOptions.DEFAULT_SEED);

  @Spec private CommandSpec command;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME|FILE",
      description = "A network that comes with the program, or a YAML file.")
  private String network;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE.npz|DIR",
      description = {
        "A .npz file, or a folder with one .npy or .txt file a layer: arrays of (map, input map,"
            + " window row, window column), float32 or float64."
      })
  private Path weightsFile;

  @Option(
      names = "--rename",
      paramLabel = "ARRAY=LAYER",
      split = ",",
      description =
          "Which layer an array is for that is not called like one, such as"
              + " conv1.weight=S1,conv2.weight=S2.")
  private Map<String, String> names = Map.of();

  @Option(
      names = "--ignore-others",
      description =
          "Pass over arrays that are for no layer, of whatever kind, instead of refusing them. An"
              + " array that --rename names is not passed over.")
  private boolean ignoreOthers;

  @Mixin private NetworkLimitOption limit;

  @Option(
      names = "--model-out",
      required = true,
      paramLabel = "FILE",
      description = "Write the model here.")
  private Path modelOut;

  @Option(names = "--overwrite", description = "Replace the file of --model-out, if it exists.")
  private boolean overwrite;

  @Override
  public void run() {
    OutputFiles.requireNew("--model-out", modelOut, overwrite);
    NetworkSpec spec = NetworkSpec.load(network, limit.limit());
    List<String> passedOver = new ArrayList<>();
    NetworkWeights weights =
        NetworkWeights.of(weightsFile.toString(), arrays(spec, passedOver)).renamed(names);
    String decision = spec.decision().name();
    boolean decides = weights.has(decision);
    Model model =
        new Model(
            spec,
            new Provenance(Provenance.SOFTWARE, SEED, data(decision, decides), 0, 0),
            Progress.deciding(spec, SEED),
            weights.network(spec, SEED).weights().toArrays());
    ModelFile.write(modelOut, model);
    print(model, weights, passedOver);
  }

  private Map<String, NumericArray> arrays(NetworkSpec spec, List<String> passedOver) {
    if (!ignoreOthers) {
      return ArrayFiles.read(weightsFile, limit.limit(), name -> true);
    }
    List<String> layers = NetworkWeights.layerNames(spec);
    Map<String, NumericArray> arrays =
        ArrayFiles.read(
            weightsFile,
            limit.limit(),
            name -> {
              boolean wanted = names.containsKey(name) || layers.contains(name);
              if (!wanted) {
                passedOver.add(name);
              }
              return wanted;
            });
    for (String name : names.keySet()) {
      if (!arrays.containsKey(name)) {
        throw new InputException(
            weightsFile + " has no array " + name + " to rename; of no layer are " + passedOver);
      }
    }
    return arrays;
  }

  private String data(String decision, boolean decides) {
    String renamed =
        names.entrySet().stream()
            .map(name -> ", " + name.getKey() + " as " + name.getValue())
            .sorted()
            .collect(Collectors.joining());
    return "weights imported from "
        + weightsFile
        + renamed
        + (decides ? "" : ", " + decision + " from first weights");
  }

  private void print(Model model, NetworkWeights weights, List<String> passedOver) {
    Table table = Table.empty();
    NetworkSpec spec = model.spec();
    List<String> layers = NetworkWeights.layerNames(spec);
    for (int layer = 0; layer < layers.size(); layer++) {
      String name = layers.get(layer);
      String state =
          weights.has(name)
              ? layer < spec.features().size() ? "imported, frozen" : "imported"
              : "first weights, of seed " + SEED + ": the file has none";
      table = table.row(name, state);
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(table);
    if (!passedOver.isEmpty()) {
      out.println("passed over, for no layer: " + String.join(", ", passedOver));
    }
    out.println("model written to " + modelOut);
    out.flush();
  }
}
