package io.firstspike.engine.network;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.SpikeTimes;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.layer.Winners;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.Optional;

/**
 * The decision layer at work: the neuron with the highest potential decides, or, with a threshold,
 * the first to fire; where spike times are what is learned, they are told apart within a time step
 * too ({@link SpikeTimes}), else the higher potential counts. Not thread-safe: it keeps its
 * potentials, and the last decision.
 */
public final class Decider {

  private static final int NOBODY = -1;

  private final Shape shape;
  private final int neuronsPerLabel;
  private final int maps;
  private final boolean[] silenced;
  private final float floor;
  private final DecisionNeurons neurons;
  private final WinnerSearch search;
  private final SpikeTimes times;
  private final float[] thresholds;
  private int winner;
  private int location;
  private int step;
  private float potential;
  private int other;
  private float otherPotential;

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
    DecisionSpec spec = network.spec().decision();
    Convolution synapses = network.decisions();
    this.shape = synapses.output();
    this.neuronsPerLabel = spec.neuronsPerLabel();
    this.maps = spec.takenMaps();
    this.silenced = new boolean[spec.maps()];
    Arrays.fill(silenced, maps, silenced.length, true);
    // Where synapses inhibit too, the highest potential may be a negative one.
    this.floor = spec.rule().inhibits() ? Float.NEGATIVE_INFINITY : 0;
    this.neurons = new DecisionNeurons(synapses, spec.latencies(), loops);
    // One more winner than a label has neurons: the last of them is sure to be of another label.
    boolean byTime = spec.rule() instanceof S2StdpSpec;
    this.search =
        spec.threshold() == null || byTime
            ? null
            : new WinnerSearch(synapses, spec.threshold(), neuronsPerLabel + 1, 0, loops);
    this.times = byTime ? new SpikeTimes(synapses, loops) : null;
    this.thresholds = new float[byTime ? spec.maps() : 0];
    Arrays.fill(thresholds, byTime ? spec.threshold() : 0);
  }

  /** The decision on what the decision layer sees. */
  public Decision decide(Volley evidence) {
    return decide(evidence, null);
  }

  /**
   * The same, while some neurons are silenced.
   *
   * @param silent by map; null = nobody is
   */
  public Decision decide(Volley evidence, boolean[] silent) {
    label(evidence, silent);
    return decision();
  }

  /** The label that is decided for, an index into the spec's labels; -1 if silent. */
  public int label(Volley evidence) {
    return label(evidence, null);
  }

  private int label(Volley evidence, boolean[] silent) {
    winner = NOBODY;
    other = NOBODY;
    step = evidence.steps() - 1;
    if (times != null) {
      decideByTime(evidence);
    } else if (search != null) {
      decideByOrder(search.search(evidence, silent(silent)));
    } else {
      neurons.integrate(evidence);
      if (evidence.count() > 0) {
        decideByPotential(silent);
      }
    }
    return labelOf(winner);
  }

  /** Neurons that stand for no label fire no more than silenced ones. */
  private boolean[] silent(boolean[] silent) {
    if (maps == silenced.length) {
      return silent;
    }
    for (int map = 0; map < maps; map++) {
      silenced[map] = silent != null && silent[map];
    }
    return silenced;
  }

  private int labelOf(int map) {
    return map == NOBODY ? -1 : map / neuronsPerLabel;
  }

  /** The last decision. */
  public Decision decision() {
    if (winner == NOBODY) {
      return Decision.SILENT;
    }
    int row = location / shape.width();
    return new Decision(
        Optional.of(new Winner(winner, row, location % shape.width(), step, potential)),
        labelOf(winner),
        labelOf(other),
        other == NOBODY ? 0 : otherPotential);
  }

  /** The neuron that made the last decision, as its flat index; -1 if the network was silent. */
  public int winner() {
    return winner == NOBODY ? -1 : winner * shape.locations() + location;
  }

  /** The time step in which that neuron fired, or the last one if it need not fire. */
  public int step() {
    return step;
  }

  /** Whether the highest potential decides, and no threshold. */
  public boolean byPotential() {
    return search == null && times == null;
  }

  /**
   * The neurons whose potentials decide. They hold those of the last decision, unless a threshold
   * decided.
   */
  public DecisionNeurons neurons() {
    return neurons;
  }

  private void decideByPotential(boolean[] silent) {
    winner = strongest(silent, -1);
    if (winner != NOBODY) {
      location = neurons.location(winner);
      potential = neurons.potential(winner);
      other = strongest(silent, labelOf(winner));
      otherPotential = other == NOBODY ? 0 : neurons.potential(other);
    }
  }

  /** The map of the strongest neuron that is not of label {@code except}, of equals the first. */
  private int strongest(boolean[] silent, int except) {
    int best = NOBODY;
    float highest = floor;
    for (int map = 0; map < maps; map++) {
      if (neurons.potential(map) > highest
          && map / neuronsPerLabel != except
          && (silent == null || !silent[map])) {
        best = map;
        highest = neurons.potential(map);
      }
    }
    return best;
  }

  private void decideByOrder(Winners fired) {
    for (int i = fired.count() - 1; i > 0; i--) {
      if (labelOf(fired.map(i)) != labelOf(fired.map(0))) {
        other = fired.map(i);
        otherPotential = fired.potential(i);
      }
    }
    if (fired.count() > 0) {
      winner = fired.map(0);
      location = fired.neuron(0) % shape.locations();
      step = fired.step(0);
      potential = fired.potential(0);
    }
  }

  /** The first to fire; of those at the same time the strongest, then the first map. */
  private void decideByTime(Volley evidence) {
    float[] fired = times.fire(evidence, thresholds);
    winner = first(fired, evidence.steps(), -1);
    if (winner != NOBODY) {
      location = 0;
      step = (int) fired[winner];
      potential = times.potentials()[winner];
      other = first(fired, evidence.steps(), labelOf(winner));
      otherPotential = other == NOBODY ? 0 : times.potentials()[other];
    }
  }

  private int first(float[] fired, int steps, int except) {
    int first = NOBODY;
    for (int map = 0; map < maps; map++) {
      if (fired[map] < steps
          && map / neuronsPerLabel != except
          && (first == NOBODY || earlier(fired, map, first))) {
        first = map;
      }
    }
    return first;
  }

  private boolean earlier(float[] fired, int one, int than) {
    return fired[one] < fired[than]
        || fired[one] == fired[than] && times.potentials()[one] > times.potentials()[than];
  }
}
