package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.LayerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes a graph of a trained network. Normalisations become part of the weights before them: with
 * {@code f = gain / sqrt(variance + epsilon)}, weights become {@code w f} and biases {@code (b -
 * mean) f + offset}; averages of windows in between leave that as it is.
 */
final class FoldedGraph {

  private final GradientSpec spec;
  private final Map<String, INDArray> parameters;
  private final Map<String, INDArray> statistics;
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  private FoldedGraph(
      GradientSpec spec, Map<String, INDArray> parameters, Map<String, INDArray> statistics) {
    this.spec = spec;
    this.parameters = parameters;
    this.statistics = statistics;
  }

  /**
   * The graph of a network.
   *
   * @param statistics means and variances to normalise by
   */
  static Graph of(
      GradientSpec spec, Map<String, INDArray> parameters, Map<String, INDArray> statistics) {
    return new FoldedGraph(spec, parameters, statistics).graph();
  }

  private Graph graph() {
    Shape input = spec.input().shape();
    nodes.put("input", new Input(dimensions(input, false)));
    for (int i = 0; i < spec.layers().size(); i++) {
      add(i, spec.layers().get(i), spec.shapes().get(i));
    }
    int labels = spec.decision().labels().size();
    if (spec.decision().reading() == ReadOut.POTENTIAL) {
      nodes.put("potentials", new Neurons(Tensor.filled(List.of(labels), 1), null, null, null));
    }
    if (!spec.flat(spec.layers().size() - 1)) {
      nodes.put("flatten", new Flatten(0, -1, List.of()));
    }
    nodes.put("output", new Output(List.of(labels)));
    List<String> names = new ArrayList<>(nodes.keySet());
    List<Edge> edges = new ArrayList<>();
    for (int i = 1; i < names.size(); i++) {
      edges.add(new Edge(names.get(i - 1), names.get(i)));
    }
    return new Graph(nodes, edges);
  }

  private void add(int i, LayerSpec layer, Shape from) {
    if (layer instanceof LayerSpec.Convolution convolution) {
      nodes.put("convolution" + i, convolve(i, convolution, from));
    } else if (layer instanceof LayerSpec.Linear) {
      if (i == 0 || !spec.flat(i - 1)) {
        nodes.put("flatten" + i, new Flatten(0, -1, dimensions(from, false)));
      }
      nodes.put("linear" + i, affine(i));
    } else if (layer instanceof LayerSpec.Pooling pooling) {
      int window = pooling.window();
      nodes.put("pooling" + i, new Pool(Sliding.plain(window, window, window, window, 0, 0), true));
    } else if (layer instanceof LayerSpec.Neurons neurons) {
      nodes.put("neurons" + i, neurons(neurons, dimensions(from, spec.flat(i))));
    }
  }

  private static List<Integer> dimensions(Shape shape, boolean flat) {
    return flat ? List.of(shape.maps()) : List.of(shape.maps(), shape.height(), shape.width());
  }

  private Convolve convolve(int i, LayerSpec.Convolution convolution, Shape from) {
    int kernel = convolution.kernel();
    int maps = convolution.maps();
    Tensor bias = bias(i, maps);
    float[] weights = scaled(i, parameters.get(Names.weights(i)).permute(3, 2, 0, 1), maps);
    return new Convolve(
        new Tensor(List.of(maps, from.maps(), kernel, kernel), weights),
        bias,
        Sliding.plain(
            kernel,
            kernel,
            convolution.stride(),
            convolution.stride(),
            convolution.padding(),
            convolution.padding()),
        1,
        List.of(from.height(), from.width()));
  }

  private Affine affine(int i) {
    INDArray rows = parameters.get(Names.weights(i)).transpose();
    int outputs = (int) rows.size(0);
    return new Affine(
        new Tensor(List.of(outputs, (int) rows.size(1)), scaled(i, rows, outputs)),
        bias(i, outputs));
  }

  /** Weights with those of an output beside each other, times its factor. */
  private float[] scaled(int layer, INDArray byOutput, int outputs) {
    float[] weights = byOutput.dup('c').reshape(byOutput.length()).toFloatVector();
    int each = weights.length / outputs;
    double[] factors = factors(layer, outputs);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (weights[i] * factors[i / each]);
    }
    return weights;
  }

  /** Index of the normalisation of a layer's sums; -1 if there is none. */
  private int normalisation(int layer) {
    if (!spec.normalised(layer)) {
      return -1;
    }
    int at = layer + 1;
    while (!(spec.layers().get(at) instanceof LayerSpec.Normalisation)) {
      at++;
    }
    return at;
  }

  private double[] factors(int layer, int outputs) {
    int at = normalisation(layer);
    double[] factors = new double[outputs];
    for (int i = 0; i < outputs; i++) {
      factors[i] =
          at < 0
              ? 1
              : number(parameters, Names.gain(at), i)
                  / Math.sqrt(
                      number(statistics, Names.variance(at), i)
                          + ((LayerSpec.Normalisation) spec.layers().get(at)).epsilon());
    }
    return factors;
  }

  private Tensor bias(int layer, int outputs) {
    int at = normalisation(layer);
    double[] factors = factors(layer, outputs);
    float[] bias = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      bias[i] =
          (float)
              (at < 0
                  ? number(parameters, Names.bias(layer), i)
                  : number(parameters, Names.offset(at), i)
                      - number(statistics, Names.mean(at), i) * factors[i]);
    }
    return Tensor.of(bias);
  }

  private static double number(Map<String, INDArray> arrays, String name, int i) {
    INDArray array = arrays.get(name);
    return array.reshape(array.length()).getDouble(i);
  }

  private static Neurons neurons(LayerSpec.Neurons spec, List<Integer> dimensions) {
    Neurons.Firing firing =
        new Neurons.Firing(
            Tensor.filled(dimensions, spec.threshold().floatValue()),
            Tensor.filled(dimensions, 0),
            spec.reset() == LayerSpec.Reset.SOFT ? Neurons.Reset.SUBTRACT : Neurons.Reset.SET);
    if (spec.tau() == null) {
      return new Neurons(Tensor.filled(dimensions, 1), null, null, firing);
    }
    Tensor tau = Tensor.filled(dimensions, spec.tau().floatValue());
    return new Neurons(tau, new Neurons.Leak(tau, Tensor.filled(dimensions, 0)), null, firing);
  }
}
