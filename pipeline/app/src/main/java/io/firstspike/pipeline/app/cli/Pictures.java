package io.firstspike.pipeline.app.cli;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.text.NearestName;
import io.firstspike.engine.view.ContactSheet;
import io.firstspike.engine.view.DeepFeature;
import io.firstspike.engine.view.NetworkView;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Png;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws what each map of a model has learned to see. */
@Command(
    name = "pictures",
    description = {
      "Draw what each map of a model likes to see, one PNG file a layer: light where it wants light"
          + " pixels, dark where it wants dark ones, grey where it does not mind. The first file"
          + " shows the filters."
    })
final class Pictures implements Runnable {

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path modelFile;

  @Mixin private NetworkLimitOption limit;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A folder for the pictures; it is made if need be.")
  private Path out;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Draw this layer only (default: the filters and all layers).")
  private String onlyLayer;

  @Option(names = "--each", description = "Draw each map into a file of its own too.")
  private boolean each;

  @Override
  public void run() {
    OutputFiles.requireFolder("--out", out);
    Model model = ModelFile.read(modelFile, limit.limit());
    List<Integer> layers = layers(model.spec());
    Network network = model.serving();
    Table table = Table.empty().row("file", "maps", "pixels of input");
    if (onlyLayer == null) {
      table = draw(table, "0-filters", NetworkView.filters(model.spec()));
    }
    for (int layer : layers) {
      // Numbered, so that files sort from first to last layer and no layer's name clashes with that
      // of the filters.
      String name = (layer + 1) + "-" + fileName(model.spec().layerName(layer));
      table = draw(table, name, pictures(network, layer));
    }
    PrintWriter printed = command.commandLine().getOut();
    printed.println(table);
    printed.println("pictures written to " + out);
    printed.flush();
  }

  private List<Integer> layers(NetworkSpec spec) {
    List<Integer> layers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      names.add(spec.layerName(layer));
      if (onlyLayer == null || spec.layerName(layer).equals(onlyLayer)) {
        layers.add(layer);
      }
    }
    if (layers.isEmpty()) {
      throw new InputException(
          "--layer "
              + onlyLayer
              + " is no layer of "
              + spec.name()
              + "; the layers are "
              + names
              + NearestName.hint(onlyLayer, names));
    }
    return layers;
  }

  private static String fileName(String layer) {
    return layer.replaceAll("[^\\p{Alnum}._-]", "_");
  }

  private static DeepFeature pictures(Network network, int layer) {
    try {
      return NetworkView.layer(network, layer);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "pictures of layer "
              + network.spec().layerName(layer)
              + " would be too large: "
              + e.getMessage()
              + "; name a lower --layer",
          e);
    }
  }

  private Table draw(Table table, String name, DeepFeature pictures) {
    Path sheet = out.resolve(name + ".png");
    Png.write(sheet, ContactSheet.of(pictures));
    int maps = pictures.shape().maps();
    if (each) {
      for (int map = 0; map < maps; map++) {
        String file = String.format(Locale.ROOT, "%s/%04d.png", name, map);
        Png.write(out.resolve(file), ContactSheet.of(pictures, map));
      }
    }
    return table.row(
        sheet.getFileName().toString(),
        Figures.count(maps),
        pictures.shape().height() + "x" + pictures.shape().width());
  }
}
