package io.firstspike.engine.spec;

import io.firstspike.engine.spec.stepped.GraphSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Size of a network in memory, computed from its spec alone.
 *
 * @param weights numbers in all its weight tables
 * @param neurons neurons of the encoded image and of all layers
 * @param features neurons of the last feature layer's pooled output, or of the encoded image if
 *     there are no feature layers
 */
@API(status = Status.INTERNAL)
public record NetworkSize(long weights, long neurons, int features) {

  /**
   * Receiver of the name of each layer before its shape is computed, so that an exception can be
   * reported with that name.
   */
  @FunctionalInterface
  interface Walk {
    void at(String field);
  }

  /**
   * The size of the network that {@code spec} describes.
   *
   * @throws IllegalArgumentException if the windows of some layer do not fit its input
   * @throws ArithmeticException if a size exceeds the range of its type
   */
  public static NetworkSize of(NetworkSpec spec) {
    return of(spec, field -> {});
  }

  /**
   * The size of the network that {@code spec} describes, computed layer by layer.
   *
   * @throws IllegalArgumentException if the windows of some layer do not fit its input
   * @throws ArithmeticException if a size exceeds the range of its type
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
      // A layer with several thresholds has more outputs than neurons.
      neurons += Math.max(convolved.size(), shape.size());
    }
    DecisionSpec decision = spec.decision();
    walk.at("decision (" + decision.name() + ")");
    Shape evidence = spec.decisionInput(encoded, outputs);
    Shape seen = decision.beforeDecision(evidence);
    Window window = decision.window(seen);
    long own = weights(seen, decision.maps(), window);
    neurons += window.slide(seen, decision.maps()).size();
    if (decision.hidden() != null) {
      Window whole = Window.whole(evidence.height(), evidence.width());
      weights += weights(evidence, decision.hidden().neurons(), whole);
      neurons += seen.size();
    }
    for (WeightTable table : spec.tables()) {
      if (table.layer() == spec.features().size() && table.byMap()) {
        weights += table.scalar() ? table.rows() : own;
      }
    }
    if (spec.encoding().stepped() != null) {
      GraphSpec graph = spec.encoding().stepped().graph();
      weights += (long) graph.rows() * graph.rowLength();
      neurons += graph.memory();
      InputSpec input = spec.input();
      neurons += (input.events() == null ? input.pixels() : input.window()).size();
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
