package io.firstspike.engine.network;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.SpikeTimes;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spike.Spikes;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The decision layer at work: the neuron with the highest potential decides, or, with a threshold,
 * the first to fire; where spike times are what is learned, they are told apart within a time step
 * too ({@link SpikeTimes}), else the higher potential counts. Hidden neurons, if there are any,
 * fire before. Not thread-safe: it keeps its potentials, and the last decision.
 */
@API(status = Status.MAINTAINED)
public final class Decider {

  private final DecisionNeurons neurons;
  private final DecisionReader reader;
  private final LastDecision last;

  /** A decider with {@code network}'s weights, of which it sees later changes. */
  public Decider(Network network) {
    this(network, InnerLoops.fastest().weights());
  }

  /**
   * A decider with loops of its own.
   *
   * @param loops this decider's own
   */
  public Decider(Network network, WeightLoops loops) {
    this(network, network.weights().decisions(), loops);
  }

  private Decider(Network network, LayerWeights synapses, WeightLoops loops) {
    DecisionSpec spec = network.spec().decision();
    this.neurons = new DecisionNeurons(synapses, spec.latencies(), loops);
    DecisionReader deciding = reader(synapses, spec, neurons, loops);
    this.reader =
        network
            .hiddenNeurons(loops)
            .<DecisionReader>map(hidden -> new HiddenReader(hidden, deciding))
            .orElse(deciding);
    this.last = new LastDecision(synapses.layout().output(), spec.neuronsPerLabel());
  }

  /**
   * The decider of a learner: with the averages of {@code network}'s weights over the latest
   * labels, if the spec says so; else with the weights.
   *
   * @param loops this decider's own
   */
  public static Decider ofLearner(Network network, WeightLoops loops) {
    LayerWeights synapses =
        network.weights().beside(Kind.LATEST).orElseGet(() -> network.weights().decisions());
    return new Decider(network, synapses, loops);
  }

  private static DecisionReader reader(
      LayerWeights synapses, DecisionSpec spec, DecisionNeurons neurons, WeightLoops loops) {
    if (spec.rule() instanceof S2StdpSpec) {
      return new TimeReader(synapses, spec, loops);
    }
    return spec.threshold() == null
        ? new PotentialReader(neurons, spec)
        : new OrderReader(synapses, spec, loops);
  }

  /** The decision on what the decision layer sees. */
  public Decision decide(Spikes evidence) {
    return decide(evidence, null);
  }

  /**
   * The decision while some neurons are silenced.
   *
   * @param silent by map; null = none is
   */
  public Decision decide(Spikes evidence, boolean[] silent) {
    label(evidence, silent);
    return decision();
  }

  /**
   * The label that is decided for, an index into the spec's labels; -1 if silent. Decides alike,
   * but {@link #neurons} need not hold the potentials of all neurons then, which is faster where
   * they are at several locations.
   */
  public int labelOnly(Spikes evidence) {
    last.clear(evidence.steps() - 1);
    reader.readDecisionOnly(evidence, last);
    return last.label();
  }

  /** The label that is decided for, an index into the spec's labels; -1 if silent. */
  public int label(Spikes evidence) {
    return label(evidence, null);
  }

  private int label(Spikes evidence, boolean[] silent) {
    last.clear(evidence.steps() - 1);
    reader.read(evidence, silent, last);
    return last.label();
  }

  /** The last decision. */
  public Decision decision() {
    return last.decision();
  }

  /** The neuron that made the last decision, as its flat index; -1 if the network was silent. */
  public int winner() {
    return last.winner();
  }

  /** The time step in which that neuron fired, or the last one if it need not fire. */
  public int step() {
    return last.step();
  }

  /** Whether the highest potential decides, and no threshold. */
  public boolean byPotential() {
    return reader instanceof PotentialReader;
  }

  /**
   * The neurons whose potentials decide. They hold those of the last decision, unless a threshold
   * decided.
   */
  public DecisionNeurons neurons() {
    return neurons;
  }
}
