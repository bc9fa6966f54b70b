package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.volley.GraphEncoding;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A graph of neurons that fire many times, with all that makes it a model: the graph encodes, and a
 * decision layer comes right after it.
 *
 * @param name the network's name
 * @param source where the graph comes from
 * @param timeStep length of a time step in the unit of the graph's time constants, seconds
 * @param input what it takes
 * @param frames how images are shown; null where it takes events
 * @param read which neurons are read, and how
 * @param decision the decision layer
 */
public record GraphModel(
    String name,
    String source,
    Graph graph,
    double timeStep,
    InputSpec input,
    FramesSpec frames,
    ReadSpec read,
    DecisionSpec decision) {

  /** Time steps of volleys where these matter. */
  private static final int TIMED = 15;

  /**
   * The model, with its first weights.
   *
   * @param seed the seed of the first weights
   * @throws GraphException if the graph cannot run, or cannot be read or shown something so
   */
  public Model model(long seed, NetworkLimit limit) {
    GraphEncoding encoding = GraphEncoding.of(graph, timeStep, frames, read, limit);
    NetworkSpec spec =
        new NetworkSpec(
                name,
                source,
                input,
                new EncodingSpec(steps(), encoding.spec()),
                List.of(),
                decision,
                null,
                null)
            .toBuilder().build(limit);
    Network network = encoding.network(spec, seed);
    try {
      new Classifier(network).encode(blank(input));
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new GraphException(e.getMessage());
    }
    Provenance provenance = new Provenance(Provenance.SOFTWARE, seed, source, 0, 0);
    return new Model(spec, provenance, Progress.start(spec, seed), network.weights().toArrays());
  }

  /** The time steps of volleys: one for each place of an order, as far as there are as many. */
  private int steps() {
    if (!decision.timed()) {
      return 1;
    }
    return read.by().ordered() ? Math.min(decision.capacity(), Volley.MAX_STEPS) : TIMED;
  }

  /** A stimulus without anything in it. */
  private static Stimulus blank(InputSpec input) {
    if (input.events() != null) {
      byte[] silent = new byte[input.window().size()];
      Arrays.fill(silent, (byte) 1);
      return new EventWindow(Volley.ofLatencies(input.window(), 1, silent), 0, 1, 0);
    }
    int channels = input.channels().planes();
    byte[] samples = new byte[input.height() * input.width() * channels];
    return new Image(input.height(), input.width(), channels, samples);
  }

  /** The same network, whose images are shown in another way. */
  public GraphModel shown(FramesSpec otherwise) {
    return new GraphModel(name, source, graph, timeStep, input, otherwise, read, decision);
  }

  /**
   * What the output neurons of a network stand for.
   *
   * @param named null: 0, 1, 2, ...
   * @throws GraphException if there are more or fewer than output neurons
   */
  public static List<String> labels(Plan plan, List<String> named) {
    int outputs = Math.toIntExact(Tensor.size(plan.nodes().get(plan.output()).output()));
    if (named == null) {
      return IntStream.range(0, outputs).mapToObj(String::valueOf).toList();
    }
    if (named.size() != outputs) {
      throw new GraphException(
          "the output has "
              + outputs
              + " elements, and there are "
              + named.size()
              + " labels: name one for each (--labels)");
    }
    return named;
  }

  /**
   * A decision layer that does not learn: the network decides.
   *
   * @param by what is read of the network
   */
  public static DecisionSpec fixed(List<String> labels, ReadSpec.By by) {
    return new DecisionSpec(
        "decision",
        labels,
        0,
        1,
        0,
        0,
        List.of(),
        null,
        by.ordered(),
        null,
        false,
        0,
        null,
        new WeightsSpec(0, 0, 1f),
        new DecisionRule.Fixed(),
        null,
        null);
  }
}
