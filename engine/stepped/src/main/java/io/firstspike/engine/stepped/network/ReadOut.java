package io.firstspike.engine.stepped.network;

import io.firstspike.engine.stepped.graph.Flatten;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.layer.Signal;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** How a decision is read from a network's output, which has one element for each label. */
@API(status = Status.MAINTAINED)
public enum ReadOut {
  /** The neuron that fires most often decides. */
  COUNT("count"),
  /**
   * The neuron that fires first decides; of several in the same time step, the one of the highest
   * potential.
   */
  FIRST("first"),
  /** The neuron with the highest potential at the end decides. */
  POTENTIAL("potential");

  private final String word;

  ReadOut(String word) {
    this.word = word;
  }

  /**
   * Checks that a node of a network can be read in this way.
   *
   * @throws GraphException if not
   */
  public void requireOf(Plan plan, int node) {
    PlannedNode source = plan.nodes().get(source(plan, node));
    boolean neurons = source.node() instanceof Neurons;
    boolean fires = neurons && ((Neurons) source.node()).firing() != null;
    if (this != POTENTIAL && !fires) {
      throw GraphException.of(
          source.name(),
          source.node().type(),
          "it is read, and it does not fire: let the potential decide (--decision potential)");
    }
  }

  /** The node whose output is that of {@code node}, which hands it on as it is, or this node. */
  public static int source(Plan plan, int node) {
    int at = node;
    while (handsOn(plan.nodes().get(at))) {
      at = plan.nodes().get(at).sources().get(0).node();
    }
    return at;
  }

  private static boolean handsOn(PlannedNode node) {
    boolean relays = node.node() instanceof Output || node.node() instanceof Flatten;
    return relays && node.sources().size() == 1;
  }

  /** A decider that reads a node of a simulation, which is its own. */
  public SteppedDecider decider(Simulation simulation, int node) {
    return new SteppedDecider(simulation, new Reader(this, simulation, node));
  }

  /** The word for it. */
  @Override
  public String toString() {
    return word;
  }

  /** Follows the output of a node from step to step. */
  static final class Reader {

    private final ReadOut readOut;
    private final Simulation simulation;
    private final Signal output;
    private final int source;
    private final float[] scores;
    private int step;
    private int first;

    private Reader(ReadOut readOut, Simulation simulation, int node) {
      this.readOut = readOut;
      this.simulation = simulation;
      this.output = simulation.output(node);
      this.source = source(simulation.plan(), node);
      this.scores = new float[output.size()];
    }

    void begin() {
      Arrays.fill(scores, 0);
      step = 0;
      first = -1;
    }

    /** Reads the time step that has just been computed. */
    void read() {
      for (int i = 0; i < scores.length; i++) {
        float value = output.value(i);
        if (readOut == COUNT) {
          scores[i] += value;
        } else if (readOut == FIRST && value > 0 && scores[i] == 0) {
          scores[i] = 1f / (1 + step);
          first = first < 0 || stronger(i) ? i : first;
        }
      }
      step++;
    }

    /** Whether a neuron that fires now does so as early as the first, and with more potential. */
    private boolean stronger(int neuron) {
      float[] firedWith = simulation.firedWith(source);
      return scores[neuron] == scores[first] && firedWith[neuron] > firedWith[first];
    }

    /** The decision after the last time step. */
    SteppedDecision decision() {
      if (readOut == POTENTIAL) {
        boolean neurons = simulation.plan().nodes().get(source).node() instanceof Neurons;
        for (int i = 0; i < scores.length; i++) {
          scores[i] = neurons ? simulation.potentials(source)[i] : output.value(i);
        }
        return SteppedDecision.highest(scores, Float.NEGATIVE_INFINITY);
      }
      return readOut == FIRST
          ? new SteppedDecision(first, scores.clone())
          : SteppedDecision.highest(scores, 0);
    }
  }
}
