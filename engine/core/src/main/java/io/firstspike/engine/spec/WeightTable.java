package io.firstspike.engine.spec;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One table of numbers that a network has learned; it is stored and published row by row.
 *
 * @param name name of the layer, followed by the kind if the table does not hold the layer's
 *     weights
 * @param kind kind of numbers
 * @param rows number of rows, one for each map, or for each hidden neuron
 * @param layer index of the layer that the maps belong to; for a graph, the number of layers
 */
@API(status = Status.MAINTAINED)
public record WeightTable(String name, Kind kind, int rows, int layer) {

  /** Kind of numbers in a table. */
  public enum Kind {
    /** The weights of a layer. */
    WEIGHTS,
    /**
     * For each weight, the amount by which its average lags behind it, multiplied by the number of
     * labels.
     */
    AVERAGE,
    /** For each weight, its average over the latest labels, with which decisions are made. */
    LATEST,
    /** For each synapse, the sum of its squared errors. */
    ERRORS,
    /** For each map, the amount by which its threshold is raised in learning. */
    THRESHOLDS,
    /** The weights of the hidden neurons of the decision layer, a row for each. */
    HIDDEN,
    /** The numbers of the graph that encodes, one after the other; they do not change. */
    GRAPH
  }

  /**
   * The description of a table that accompanies the weights of layer {@code layer}.
   *
   * @param name name of the layer
   */
  static WeightTable beside(String name, Kind kind, int rows, int layer) {
    return new WeightTable(
        name + "-" + kind.name().toLowerCase(java.util.Locale.ROOT), kind, rows, layer);
  }

  /** Whether there is a row for each of the layer's maps, to be kept together with the others. */
  public boolean byMap() {
    return kind != Kind.HIDDEN && kind != Kind.GRAPH;
  }

  /** Whether a row is a single number; otherwise it has one number for each synapse of a neuron. */
  public boolean scalar() {
    return kind == Kind.THRESHOLDS;
  }
}
