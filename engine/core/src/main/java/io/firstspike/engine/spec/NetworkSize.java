package io.firstspike.engine.spec;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what a network takes in memory, from its spec alone.
 *
 * @param weights numbers in all its tables
 * @param neurons of the encoded image and of all layers
 * @param features pooled neurons of the last feature layer, or of the encoded image
 */
public record NetworkSize(long weights, long neurons, int features) {

  /** Told of each layer before its shape is worked out, so that a failure can name it. */
  @FunctionalInterface
  interface Walk {
    void at(String field);
  }

  /** The size of a network of that spec. */
  public static NetworkSize of(NetworkSpec spec) {
    return of(spec, field -> {});
  }

  /**
   * Walks the shapes through the network.
   *
   * @throws IllegalArgumentException if nothing fits into a layer
   * @throws ArithmeticException if one is larger than can be counted
   */
  static NetworkSize of(NetworkSpec spec, Walk walk) {
    walk.at("encoding");
    Shape encoded = spec.encoding().output(spec.input());
    Shape shape = encoded;
    List<Shape> outputs = new ArrayList<>();
    long weights = 0;
    long neurons = encoded.size();
    for (int i = 0; i < spec.features().size(); i++) {
      FeatureSpec layer = spec.features().get(i);
      walk.at("features[" + i + "] (" + layer.name() + ")");
      Window window = layer.window(shape);
      weights += weights(shape, layer.maps(), window);
      Shape convolved = window.slide(shape, layer.maps());
      shape = layer.output(convolved);
      outputs.add(shape);
      // Read at several thresholds, a layer gives more than it has.
      neurons += Math.max(convolved.size(), shape.size());
    }
    DecisionSpec decision = spec.decision();
    walk.at("decision (" + decision.name() + ")");
    Shape seen = spec.decisionInput(encoded, outputs);
    Window window = decision.window(seen);
    long own = weights(seen, decision.maps(), window);
    neurons += window.slide(seen, decision.maps()).size();
    for (WeightTable table : spec.tables()) {
      if (table.layer() == spec.features().size()) {
        weights += table.scalar() ? table.rows() : own;
      }
    }
    return new NetworkSize(weights, neurons, shape.size());
  }

  private static long weights(Shape input, int maps, Window window) {
    long weights = (long) input.maps() * window.area() * maps;
    if (weights > Shape.MAX_NEURONS) {
      throw new IllegalArgumentException(
          "more than " + Shape.MAX_NEURONS + " weights in one layer");
    }
    return weights;
  }
}
