package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.spec.stepped.GraphSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.spec.stepped.SteppedSpec;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.GraphText;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A graph of neurons that fire many times as the encoding of a network that decides on, and may
 * learn from, what they do:
 *
 * <pre>{@code
 * GraphEncoding encoding =
 *     GraphEncoding.of(graph, 1, frames, new ReadSpec("lif3", By.COUNT, 8), NetworkLimit.DEFAULT);
 * NetworkSpec spec = ... new EncodingSpec(1, encoding.spec()) ...;
 * Learner learner = new Learner(encoding.network(spec, 1), Progress.start(spec, 1));
 * }</pre>
 *
 * The numbers are not copied.
 *
 * @param spec the encoding, without the graph's numbers
 * @param numbers the graph's numbers
 */
@API(status = Status.MAINTAINED)
public record GraphEncoding(SteppedSpec spec, float[] numbers) {

  /**
   * Describes a graph as an encoding.
   *
   * @param timeStep length of a time step in the unit of the graph's time constants, seconds
   * @param frames how images are shown; null where the network takes events
   * @param read which neurons are read, and how
   * @param limit the most numbers that the graph may hold and exchange
   * @throws GraphException if it cannot run, or cannot be read so
   */
  public static GraphEncoding of(
      Graph graph, double timeStep, FramesSpec frames, ReadSpec read, NetworkLimit limit) {
    Plan plan = Plan.of(graph, new TimeStep(timeStep), limit);
    NodeReading reading = NodeReading.of(plan, read);
    GraphText text = GraphText.of(graph);
    GraphSpec described =
        new GraphSpec(
            reading.neurons(),
            text.numbers().length,
            plan.numbers(),
            GraphSpec.sha256(text.numbers()),
            text.structure());
    return new GraphEncoding(new SteppedSpec(timeStep, frames, read, described), text.numbers());
  }

  /** The encoding of a network that has one. */
  public static GraphEncoding of(Network network) {
    return new GraphEncoding(network.spec().encoding().stepped(), network.graph());
  }

  /**
   * A network that encodes so, with its first weights.
   *
   * @param network a spec whose encoding is this
   * @param seed the seed of the first weights
   */
  public Network network(NetworkSpec network, long seed) {
    float[][][] weights = Network.fresh(network, seed).weights().toArrays();
    weights[weights.length - 1] = spec.graph().table(numbers);
    return Network.withWeights(network, weights);
  }

  /** The graph. */
  public Graph graph() {
    return new GraphText(spec.graph().structure(), numbers).graph();
  }

  /** The graph made ready to run, within what its spec says that it needs. */
  public Plan plan() {
    return Plan.of(graph(), new TimeStep(spec.timeStep()), new NetworkLimit(spec.graph().memory()));
  }
}
