package io.firstspike.pipeline.stream.job;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.volley.GraphEncoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Networks of leaky neurons with random weights, as models. */
final class SteppedNetworks {

  private static final int HIDDEN = 40;
  private static final int DIGITS = 10;

  private SteppedNetworks() {}

  /** Two layers, of which the second is the output. */
  static Graph graph(List<Integer> input) {
    Random random = new Random(7);
    int inputs = Math.toIntExact(Tensor.size(input));
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(input));
    nodes.put("flat", new Flatten(0, -1, input));
    nodes.put("w1", affine(HIDDEN, inputs, random));
    nodes.put("hidden", leaky(HIDDEN, 1));
    nodes.put("w2", affine(DIGITS, HIDDEN, random));
    nodes.put("fire", leaky(DIGITS, 0.5f));
    nodes.put("out", new Output(List.of(DIGITS)));
    List<String> names = List.copyOf(nodes.keySet());
    return new Graph(
        nodes,
        IntStream.range(1, names.size())
            .mapToObj(i -> new Edge(names.get(i - 1), names.get(i)))
            .toList());
  }

  private static Affine affine(int outputs, int inputs, Random random) {
    float[] weights = new float[outputs * inputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian() / 2;
    }
    return new Affine(new Tensor(List.of(outputs, inputs), weights), null);
  }

  private static Neurons leaky(int size, float threshold) {
    Tensor zeros = Tensor.filled(List.of(size), 0);
    return new Neurons(
        Tensor.filled(List.of(size), 1),
        new Neurons.Leak(Tensor.filled(List.of(size), 4), zeros),
        null,
        new Neurons.Firing(Tensor.filled(List.of(size), threshold), zeros));
  }

  /** The network's own decisions. */
  static Model deciding(InputSpec input, List<Integer> dimensions, FramesSpec frames, int steps) {
    return model(
        input,
        dimensions,
        frames,
        new ReadSpec("out", ReadSpec.By.COUNT, steps),
        new WeightsSpec(0, 0, 1f),
        new DecisionRule.Fixed());
  }

  /** A layer that learns by the delta rule on the spikes of the hidden neurons. */
  static Model learning(InputSpec input, List<Integer> dimensions, FramesSpec frames) {
    return model(
        input,
        dimensions,
        frames,
        new ReadSpec("hidden", ReadSpec.By.COUNT, 6),
        new WeightsSpec(0, 0),
        NetworkSpec.load("firstspike-2026").decision().rule());
  }

  private static Model model(
      InputSpec input,
      List<Integer> dimensions,
      FramesSpec frames,
      ReadSpec read,
      WeightsSpec weights,
      DecisionRule rule) {
    GraphEncoding encoding =
        GraphEncoding.of(graph(dimensions), 1, frames, read, NetworkLimit.DEFAULT);
    NetworkSpec spec =
        NetworkSpec.load("firstspike-2026").toBuilder()
            .name("stepped")
            .input(input)
            .encoding(new EncodingSpec(1, encoding.spec()))
            .features(List.of())
            .readOut(null)
            .decision(d -> d.weights(weights).rule(rule))
            .build();
    return new Model(
        spec,
        new Provenance(Provenance.SOFTWARE, 1, "random", 0, 0),
        Progress.start(spec, 1),
        encoding.network(spec, 1).weights().toArrays());
  }
}
