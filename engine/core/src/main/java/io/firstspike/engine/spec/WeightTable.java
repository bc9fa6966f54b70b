package io.firstspike.engine.spec;

/**
 * One table of what a network has learned, kept and published row by row.
 *
 * @param name that of its layer, with its kind if it is not the layer's weights
 * @param kind what it holds
 * @param rows one a map
 * @param layer whose maps they are
 */
public record WeightTable(String name, Kind kind, int rows, int layer) {

  /** What a table holds. */
  public enum Kind {
    /** A layer's weights. */
    WEIGHTS,
    /** What the average of a weight lags behind, times the number of labels. */
    AVERAGE,
    /** The sum of the squared errors of each synapse. */
    ERRORS,
    /** By how much each neuron's threshold is raised while it learns: one number a map. */
    THRESHOLDS
  }

  /** A table beside the weights of layer {@code layer}. */
  static WeightTable beside(String name, Kind kind, int rows, int layer) {
    return new WeightTable(
        name + "-" + kind.name().toLowerCase(java.util.Locale.ROOT), kind, rows, layer);
  }

  /** Whether a row is one number; else it has one for each synapse of the layer's neurons. */
  public boolean scalar() {
    return kind == Kind.THRESHOLDS;
  }
}
