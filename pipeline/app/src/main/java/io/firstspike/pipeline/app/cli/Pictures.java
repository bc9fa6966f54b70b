package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.text.NearestName;
import io.firstspike.engine.view.ContactSheet;
import io.firstspike.engine.view.DeepFeature;
import io.firstspike.engine.view.NetworkView;
import io.firstspike.engine.view.WindowSheet;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Png;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.Ranges;
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
          + " shows the filters. Of a network that takes events, all slices lie over each other.",
      "With --recording also what the network sees of a recording."
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

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description = {
        "Also draw the windows of this recording of an event camera, one file a window, a panel a"
            + " slice: a pixel that became brighter is pale yellow, early in the slice, to dark red;"
            + " one that became darker is pale cyan to dark blue."
      })
  private Path recording;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "10",
      description = "Draw the first N of them, 1 to 10,000 (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Override
  public void run() {
    Ranges.require("--windows", windows, 1, 10_000);
    OutputFiles.requireFolder("--out", out);
    Model model = ModelFile.read(modelFile, limit.limit());
    List<Integer> layers = layers(model.spec());
    List<Image> seen = recording == null ? List.of() : seen(model.spec());
    Network network = model.serving();
    Table table =
        Table.empty().row("file", recording == null ? "maps" : "maps or slices", "pixels of input");
    if (onlyLayer == null) {
      table = draw(table, "0-filters", NetworkView.filters(model.spec()));
    }
    for (int layer : layers) {
      // Numbered, so that files sort from first to last layer and no layer's name clashes with that
      // of the filters.
      String name = (layer + 1) + "-" + fileName(model.spec().layerName(layer));
      table = draw(table, name, pictures(network, layer));
    }
    for (int window = 0; window < seen.size(); window++) {
      table = draw(table, window, seen.get(window), model.spec().input());
    }
    PrintWriter printed = command.commandLine().getOut();
    printed.println(table);
    printed.println("pictures written to " + out);
    printed.flush();
  }

  /** The pictures of the recording's first windows. */
  private List<Image> seen(NetworkSpec spec) {
    if (spec.input().events() == null) {
      throw new InputException(
          "--recording " + recording + ": " + spec.input().sensorRefusal(1, 1).orElseThrow());
    }
    List<Image> pictures = new ArrayList<>();
    try {
      RecordingFile.cut(
          recording.toString(),
          spec,
          window -> {
            if (pictures.size() < windows) {
              pictures.add(WindowSheet.of(window, spec.input().events()));
            }
          });
    } catch (MalformedException e) {
      throw new InputException("--recording " + recording + ": " + e.getMessage(), e);
    }
    return pictures;
  }

  private Table draw(Table table, int window, Image picture, InputSpec input) {
    Path file = out.resolve(String.format(Locale.ROOT, "window-%04d.png", window));
    Png.write(file, picture);
    return table.row(
        file.getFileName().toString(),
        Figures.count(input.events().slices()),
        input.height() + "x" + input.width());
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
