package io.firstspike.engine.stepped.training;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.network.ReadOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Description of a network of neurons that fire many times, and of its training by gradients. An
 * image is shown as currents, the same in each time step. Immutable.
 *
 * @param name short name
 * @param source where it comes from; may be null
 * @param input what it takes
 * @param steps time steps that an image is shown, 1 to {@value #MOST_STEPS}
 * @param layers first to last; the last are neurons, one for each label. If potentials decide it is
 *     linear, and neurons that do not fire are added, which sum what it gives
 * @param decision what the last neurons stand for, and how a decision is read
 * @param training how it is trained
 */
@API(status = Status.MAINTAINED)
public record GradientSpec(
    String name,
    String source,
    Input input,
    int steps,
    List<LayerSpec> layers,
    Decision decision,
    GradientTraining training) {

  private static final int MOST_STEPS = 1_000;

  /**
   * Size of the images.
   *
   * @param height rows
   * @param width columns
   * @param channels 1 for grey, 3 for colour (left out: 1)
   */
  public record Input(int height, int width, Integer channels) {

    public Input {
      channels = channels == null ? 1 : channels;
      if (height < 1 || height > LayerSpec.MOST || width < 1 || width > LayerSpec.MOST) {
        throw new IllegalArgumentException(
            "height and width are "
                + height
                + " and "
                + width
                + ", must be 1 to "
                + LayerSpec.MOST);
      }
      if (channels != 1 && channels != 3) {
        throw new IllegalArgumentException("channels is " + channels + ", must be 1 or 3");
      }
    }

    public Shape shape() {
      return new Shape(channels, height, width);
    }
  }

  /**
   * Decision.
   *
   * @param labels what the last neurons stand for, in their order
   * @param readOut the label of most spikes, of the first, or of the highest potential at the end
   *     (left out: count)
   */
  public record Decision(List<String> labels, String readOut) {

    public Decision {
      labels = labels == null ? List.of() : List.copyOf(labels);
      readOut = readOut == null ? ReadOut.COUNT.toString() : readOut;
      if (labels.size() < 2 || new HashSet<>(labels).size() < labels.size()) {
        throw new IllegalArgumentException("labels are to be two or more, each another");
      }
      List<String> words = Arrays.stream(ReadOut.values()).map(ReadOut::toString).toList();
      if (!words.contains(readOut)) {
        throw new IllegalArgumentException(
            "readOut is \"" + readOut + "\", must be one of " + words);
      }
    }

    /** How it is read. */
    public ReadOut reading() {
      return ReadOut.valueOf(readOut.toUpperCase(Locale.ROOT));
    }
  }

  public GradientSpec {
    if (name == null || input == null || layers == null || decision == null || training == null) {
      throw new IllegalArgumentException(
          "name, input, layers, decision and training are needed, and one of them is missing");
    }
    layers = List.copyOf(layers);
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException("steps is " + steps + ", must be 1 to " + MOST_STEPS);
    }
    List<Shape> shapes = shapes(input.shape(), layers);
    boolean potential = decision.reading() == ReadOut.POTENTIAL;
    Class<?> last = potential ? LayerSpec.Linear.class : LayerSpec.Neurons.class;
    if (layers.isEmpty() || !last.isInstance(layers.get(layers.size() - 1))) {
      throw new IllegalArgumentException(
          "the last of layers is to be "
              + (potential ? "linear, whose sums" : "neurons, whose spikes")
              + " decide (decision.readOut)");
    }
    if (potential != (training.loss() == SpikeLoss.POTENTIAL)) {
      throw new IllegalArgumentException(
          "training.loss potential and decision.readOut potential go together");
    }
    int outputs = shapes.get(layers.size()).size();
    if (outputs != decision.labels().size()) {
      throw new IllegalArgumentException(
          "the last layer has "
              + outputs
              + " outputs, and decision.labels are "
              + decision.labels().size());
    }
  }

  /**
   * Loads a spec that ships with the engine or that is in a YAML file.
   *
   * @param limit the most weights, and the most neurons times time steps
   * @throws SpecException if there is none, it has mistakes or is too large
   */
  public static GradientSpec load(String nameOrPath, NetworkLimit limit) {
    return GradientSpecFile.load(nameOrPath, limit);
  }

  /** Parses a spec; otherwise as {@link #load}. */
  public static GradientSpec parse(String origin, String yaml, NetworkLimit limit) {
    return GradientSpecFile.parse(origin, yaml, limit);
  }

  /** Whether this is the name of a spec that ships with the program. */
  public static boolean shipped(String name) {
    return GradientSpecFile.shipped(name);
  }

  /** Whether this is the name or the file of such a spec, and not of one of another kind. */
  public static boolean is(String nameOrPath) {
    return GradientSpecFile.is(nameOrPath);
  }

  /** The same with another number of epochs. */
  public GradientSpec withEpochs(int epochs) {
    return new GradientSpec(
        name, source, input, steps, layers, decision, training.withEpochs(epochs));
  }

  /** What each layer receives, and at last what the last one gives. */
  public List<Shape> shapes() {
    return shapes(input.shape(), layers);
  }

  /**
   * The layer whose weights a normalisation is folded into.
   *
   * @param normalisation index of a normalisation
   */
  public int owner(int normalisation) {
    return owner(layers, normalisation);
  }

  /** Whether a layer with weights has a normalisation, which makes a bias of its own useless. */
  public boolean normalised(int layer) {
    for (int i = layer + 1; i < layers.size(); i++) {
      if (layers.get(i) instanceof LayerSpec.Normalisation) {
        return true;
      }
      if (!(layers.get(i) instanceof LayerSpec.Pooling)) {
        return false;
      }
    }
    return false;
  }

  /** Whether what a layer gives has one dimension, as that of a linear layer, not three. */
  public boolean flat(int layer) {
    return layers.subList(0, layer + 1).stream().anyMatch(LayerSpec.Linear.class::isInstance);
  }

  private static int owner(List<LayerSpec> layers, int normalisation) {
    int at = normalisation - 1;
    while (at >= 0 && layers.get(at) instanceof LayerSpec.Pooling) {
      at--;
    }
    if (at < 0 || !layers.get(at).weighted()) {
      throw new IllegalArgumentException(
          "layers["
              + normalisation
              + "] is a normalisation, which is to follow a convolution or linear layer, with"
              + " nothing but pooling between");
    }
    return at;
  }

  private static List<Shape> shapes(Shape input, List<LayerSpec> layers) {
    List<Shape> shapes = new ArrayList<>(List.of(input));
    boolean flat = false;
    for (int i = 0; i < layers.size(); i++) {
      flat |= layers.get(i) instanceof LayerSpec.Linear;
      if (flat && slides(layers.get(i))) {
        throw new IllegalArgumentException(
            "layers["
                + i
                + "] has a window, and a linear layer before it leaves no rows and columns");
      }
      if (layers.get(i) instanceof LayerSpec.Normalisation) {
        owner(layers, i);
      }
      try {
        shapes.add(after(layers.get(i), shapes.get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("layers[" + i + "]: " + e.getMessage(), e);
      }
    }
    return List.copyOf(shapes);
  }

  private static boolean slides(LayerSpec layer) {
    return layer instanceof LayerSpec.Convolution || layer instanceof LayerSpec.Pooling;
  }

  private static Shape after(LayerSpec layer, Shape from) {
    if (layer instanceof LayerSpec.Convolution convolution) {
      int padding = 2 * convolution.padding();
      return new Shape(
          convolution.maps(),
          places(from.height() + padding, convolution.kernel(), convolution.stride()),
          places(from.width() + padding, convolution.kernel(), convolution.stride()));
    }
    if (layer instanceof LayerSpec.Pooling pooling) {
      return new Shape(
          from.maps(),
          places(from.height(), pooling.window(), pooling.window()),
          places(from.width(), pooling.window(), pooling.window()));
    }
    return layer instanceof LayerSpec.Linear linear ? new Shape(linear.outputs(), 1, 1) : from;
  }

  private static int places(int cells, int window, int stride) {
    if (cells < window) {
      throw new IllegalArgumentException(
          "its window of " + window + " does not fit into " + cells + " cells");
    }
    return (cells - window) / stride + 1;
  }

  /** The sentences that say how it exceeds a limit. */
  List<String> problems(NetworkLimit limit) {
    long weights = 0;
    long neurons = 0;
    List<Shape> shapes = shapes();
    for (int i = 0; i < layers.size(); i++) {
      long size = shapes.get(i + 1).size();
      if (layers.get(i) instanceof LayerSpec.Convolution convolution) {
        weights +=
            (long) convolution.kernel()
                * convolution.kernel()
                * shapes.get(i).maps()
                * convolution.maps();
      } else if (layers.get(i) instanceof LayerSpec.Linear) {
        weights += size * shapes.get(i).size();
      }
      neurons += size * steps;
    }
    List<String> problems = new ArrayList<>();
    if (weights > limit.weights() || neurons > limit.weights()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "it has %,d weights, and its layers give %,d numbers in all time steps, of which one"
                  + " is more than the limit of %,d: make it smaller, or raise the limit"
                  + " (--max-weights)",
              weights,
              neurons,
              limit.weights()));
    }
    return problems;
  }
}
