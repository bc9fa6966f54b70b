package io.firstspike.engine.stepped.layer;

import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.PlannedNode;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A planned network at work, one time step after the other:
 *
 * <pre>{@code
 * Simulation simulation = new Simulation(plan);
 * simulation.input().set(0, 1);
 * simulation.step();
 * if (simulation.output().value(0) > 0) ...
 * }</pre>
 *
 * Not thread-safe: make {@link #another} for each thread; they share the parameters.
 */
@API(status = Status.MAINTAINED)
public final class Simulation {

  private final Plan plan;
  private final Layer[] layers;
  private final Signal[] outputs;

  /** Outputs of the time step before, where an edge needs them; else null. */
  private final Signal[] before;

  /** Sums of what nodes receive, where it is not simply what one other node gives; else null. */
  private final Signal[] sums;

  /** Makes the layers of a plan. */
  public Simulation(Plan plan) {
    this(plan, plan.nodes().stream().map(node -> Layers.of(node, plan.timeStep())).toList());
  }

  private Simulation(Plan plan, List<Layer> layers) {
    this.plan = plan;
    this.layers = layers.toArray(Layer[]::new);
    int count = layers.size();
    outputs = new Signal[count];
    before = new Signal[count];
    sums = new Signal[count];
    for (int i = 0; i < count; i++) {
      outputs[i] = new Signal(Math.toIntExact(Tensor.size(plan.nodes().get(i).output())));
    }
    for (int i = 0; i < count; i++) {
      List<PlannedNode.Source> sources = plan.nodes().get(i).sources();
      if (sources.size() != 1) {
        sums[i] = new Signal(Math.toIntExact(Tensor.size(plan.nodes().get(i).input())));
      }
      for (PlannedNode.Source source : sources) {
        if (source.late() && before[source.node()] == null) {
          before[source.node()] = new Signal(outputs[source.node()].size());
        }
      }
    }
  }

  /** A simulation of the same network, at its beginning. */
  public Simulation another() {
    return new Simulation(plan, List.of(layers).stream().map(Layer::another).toList());
  }

  public Plan plan() {
    return plan;
  }

  /** The input of the next time step; {@link #step} sets it to 0. */
  public Signal input() {
    return sums[plan.input()];
  }

  /** What the network gave in the last time step; not to be changed. */
  public Signal output() {
    return outputs[plan.output()];
  }

  /** What a node gave in the last time step; not to be changed. */
  public Signal output(int node) {
    return outputs[node];
  }

  /**
   * The potentials of a node's neurons, which change with each time step; not to be changed.
   *
   * @throws GraphException if the node has no neurons
   */
  public float[] potentials(int node) {
    return required(node, layers[node].potentials(), "potentials");
  }

  /**
   * The potentials with which a node's neurons last fired, before they were reset; not to be
   * changed.
   *
   * @throws GraphException if the node has no neurons that fire
   */
  public float[] firedWith(int node) {
    return required(node, layers[node].firedWith(), "neurons that fire");
  }

  private float[] required(int node, float[] values, String what) {
    if (values == null) {
      PlannedNode planned = plan.nodes().get(node);
      throw GraphException.of(planned.name(), planned.node().type(), "it has no " + what);
    }
    return values;
  }

  /** Computes one time step. */
  public void step() {
    for (int i = 0; i < layers.length; i++) {
      if (ahead(i)) {
        ((DelayLine) layers[i]).emit(outputs[i]);
      }
    }
    for (int i = 0; i < layers.length; i++) {
      if (!ahead(i)) {
        layers[i].step(received(i), outputs[i]);
      }
    }
    for (int i = 0; i < layers.length; i++) {
      if (ahead(i)) {
        DelayLine line = (DelayLine) layers[i];
        line.keep(received(i));
        line.advance();
      }
    }
    for (int i = 0; i < layers.length; i++) {
      if (before[i] != null) {
        before[i].copy(outputs[i]);
      }
    }
    input().clear();
  }

  private boolean ahead(int node) {
    return plan.ahead(node);
  }

  private Signal received(int node) {
    List<PlannedNode.Source> sources = plan.nodes().get(node).sources();
    if (node == plan.input()) {
      return sums[node];
    }
    if (sources.size() == 1) {
      return given(sources.get(0));
    }
    sums[node].clear();
    for (PlannedNode.Source source : sources) {
      sums[node].add(given(source));
    }
    return sums[node];
  }

  private Signal given(PlannedNode.Source source) {
    return source.late() ? before[source.node()] : outputs[source.node()];
  }

  /** Goes back to the beginning. */
  public void reset() {
    for (int i = 0; i < layers.length; i++) {
      layers[i].reset();
      outputs[i].clear();
      if (before[i] != null) {
        before[i].clear();
      }
    }
    input().clear();
  }
}
