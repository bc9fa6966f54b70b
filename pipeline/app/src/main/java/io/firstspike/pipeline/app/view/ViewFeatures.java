package io.firstspike.pipeline.app.view;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.text.NearestName;
import io.firstspike.engine.view.DeepFeature;
import io.firstspike.engine.view.NetworkView;
import io.firstspike.pipeline.app.drawing.FeatureSheet;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws what each map of a layer has learned to see. */
@Command(
    name = "features",
    description =
        "Draw what each map of a layer prefers: light where it wants light pixels, dark where it"
            + " wants dark ones, grey where it does not mind. Of a network that takes events, all"
            + " slices lie over each other.")
final class ViewFeatures implements Runnable {

  private static final String FILTERS = "filters";

  @Mixin private ModelParameter file;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description =
          "Which layer, or "
              + FILTERS
              + " (default: the last feature layer, or the decision layer).")
  private String layer;

  @Option(
      names = "--maps",
      paramLabel = "N",
      split = ",",
      description = "Only these maps, counted from 0, in this order (default: all).")
  private List<Integer> only;

  @Mixin private PictureFile picture;

  @Override
  public void run() {
    picture.require();
    Model model = file.read();
    NetworkSpec spec = model.spec();
    String name = layer == null ? spec.layerName(Math.max(0, spec.features().size() - 1)) : layer;
    DeepFeature pictures =
        name.equals(FILTERS) ? NetworkView.filters(spec) : learned(model.serving(), name);
    picture.write(
        new FeatureSheet(
                picture.title("Features of " + spec.name() + ", " + name),
                pictures,
                maps(name, pictures.shape().maps()),
                names(spec, name, pictures.shape().maps()))
            .drawing());
  }

  private static DeepFeature learned(Network network, String name) {
    try {
      return NetworkView.layer(network, number(network.spec(), name));
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "pictures of layer "
              + name
              + " would be too large: "
              + e.getMessage()
              + "; name a lower --layer",
          e);
    }
  }

  private static int number(NetworkSpec spec, String name) {
    List<String> names = new ArrayList<>();
    for (int number = 0; number < spec.layers(); number++) {
      names.add(spec.layerName(number));
    }
    int number = names.indexOf(name);
    if (number < 0) {
      throw new InputException(
          "--layer "
              + name
              + " is no layer of "
              + spec.name()
              + "; the layers are "
              + names
              + " and "
              + FILTERS
              + NearestName.hint(name, names));
    }
    return number;
  }

  private List<Integer> maps(String name, int count) {
    if (only == null) {
      return IntStream.range(0, count).boxed().toList();
    }
    for (int map : only) {
      if (map < 0 || map >= count) {
        throw new InputException(
            "--maps " + map + " must be 0 to " + (count - 1) + ", the maps of " + name);
      }
    }
    return only;
  }

  /** The labels that decision neurons stand for; numbers for all other maps. */
  private static List<String> names(NetworkSpec spec, String name, int maps) {
    List<String> labels = spec.decision().labels();
    int each = spec.decision().neuronsPerLabel();
    return IntStream.range(0, maps)
        .mapToObj(
            map ->
                name.equals(spec.decision().name()) && map / each < labels.size()
                    ? labels.get(map / each)
                    : Integer.toString(map))
        .toList();
  }
}
