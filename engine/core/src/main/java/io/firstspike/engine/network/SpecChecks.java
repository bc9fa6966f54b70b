package io.firstspike.engine.network;

import io.firstspike.engine.encode.EncodingSpec;
import io.firstspike.engine.encode.FilterSpec;
import io.firstspike.engine.encode.InputSpec;
import io.firstspike.engine.layer.Window;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a spec must satisfy; every field that does not is named with its value and its range. */
final class SpecChecks {

  private static final int MAX_SIDE = 4096;
  private static final int MAX_MAPS = 65_536;

  private final List<String> problems = new ArrayList<>();

  private SpecChecks() {}

  static void require(String origin, NetworkSpec spec) {
    List<String> problems = problems(spec);
    if (!problems.isEmpty()) {
      throw new SpecException(origin, problems);
    }
  }

  /** The mistakes in {@code spec}; empty if there are none. */
  static List<String> problems(NetworkSpec spec) {
    SpecChecks checks = new SpecChecks();
    checks.check(spec);
    return checks.problems;
  }

  private void check(NetworkSpec spec) {
    if (spec.name() == null || spec.name().isBlank()) {
      problems.add("name is missing");
    }
    input(spec.input());
    encoding(spec.encoding());
    if (spec.features().isEmpty()) {
      problems.add("features: at least one layer is needed");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < spec.features().size(); i++) {
      feature("features[" + i + "]", spec.features().get(i), names);
    }
    decision(spec.decision(), names);
    if (spec.readOut() != null) {
      readOut(spec.readOut());
    }
    if (problems.isEmpty()) {
      shapes(spec);
    }
  }

  private void input(InputSpec input) {
    if (present("input", input)) {
      range("input.height", input.height(), 1, MAX_SIDE);
      range("input.width", input.width(), 1, MAX_SIDE);
    }
  }

  private void encoding(EncodingSpec encoding) {
    if (!present("encoding", encoding)) {
      return;
    }
    if (encoding.filters().isEmpty()) {
      problems.add("encoding.filters: at least one filter is needed");
    }
    for (int i = 0; i < encoding.filters().size(); i++) {
      FilterSpec filter = encoding.filters().get(i);
      String at = "encoding.filters[" + i + "].";
      range(at + "window", filter.window(), 1, 255);
      if (filter.window() % 2 == 0) {
        problems.add(at + "window is " + filter.window() + ", must be odd");
      }
      shape(at, filter);
    }
    range("encoding.padding", encoding.padding(), 0, MAX_SIDE);
    if (!(encoding.threshold() >= 0)) {
      problems.add("encoding.threshold is " + encoding.threshold() + ", must be 0 or more");
    }
    range("encoding.normalisationRadius", encoding.normalisationRadius(), 0, MAX_SIDE);
    range("encoding.steps", encoding.steps(), 1, Volley.MAX_STEPS);
  }

  private void shape(String at, FilterSpec filter) {
    if (filter instanceof FilterSpec.DifferenceOfGaussians dog) {
      positive(at + "sigma1", dog.sigma1());
      positive(at + "sigma2", dog.sigma2());
      if (dog.sigma1() == dog.sigma2()) {
        problems.add(at + "sigma1 equals sigma2: the filter would be empty");
      }
    } else if (filter instanceof FilterSpec.LaplacianOfGaussian log) {
      positive(at + "sigma", log.sigma());
    } else if (filter instanceof FilterSpec.Gabor gabor) {
      positive(at + "divisor", gabor.divisor());
    }
  }

  private void feature(String at, FeatureSpec layer, Set<String> names) {
    if (!present(at, layer)) {
      return;
    }
    layer(at, layer.name(), layer.maps(), layer.padding(), layer.weights(), names);
    range(at + ".kernel", layer.kernel(), 1, MAX_SIDE);
    if (layer.readThreshold() != null && !(layer.readThreshold() > 0)) {
      problems.add(at + ".readThreshold is " + layer.readThreshold() + ", must be above 0");
    }
    if (!(layer.threshold() > 0)) {
      problems.add(at + ".threshold is " + layer.threshold() + ", must be above 0");
    }
    if (present(at + ".pool", layer.pool())) {
      range(at + ".pool.window", layer.pool().window(), 1, MAX_SIDE);
      range(at + ".pool.stride", layer.pool().stride(), 1, MAX_SIDE);
      range(
          at + ".pool.padding", layer.pool().padding(), 0, Math.max(0, layer.pool().window() - 1));
    }
    if (present(at + ".stdp", layer.stdp())) {
      stdp(at + ".stdp.", layer.stdp());
    }
  }

  private void stdp(String at, StdpSpec stdp) {
    positive(at + "potentiation", stdp.potentiation());
    if (!(stdp.depression() < 0)) {
      problems.add(at + "depression is " + stdp.depression() + ", must be below 0");
    }
    if (!(stdp.maxPotentiation() >= stdp.potentiation() && stdp.maxPotentiation() <= 1)) {
      problems.add(
          at + "maxPotentiation is " + stdp.maxPotentiation() + ", must be potentiation to 1");
    }
    range(at + "doubleEvery", stdp.doubleEvery(), 1, Integer.MAX_VALUE);
    range(at + "winners", stdp.winners(), 1, MAX_MAPS);
    range(at + "inhibitionRadius", stdp.inhibitionRadius(), 0, MAX_SIDE);
    range(at + "frames", stdp.frames(), 0, Long.MAX_VALUE);
  }

  private void decision(DecisionSpec layer, Set<String> names) {
    if (!present("decision", layer)) {
      return;
    }
    String at = "decision";
    layer(at, layer.name(), layer.maps(), layer.padding(), layer.weights(), names);
    if (layer.labels().size() < 2) {
      problems.add("decision.labels: at least two labels are needed");
    }
    if (new HashSet<>(layer.labels()).size() < layer.labels().size()) {
      problems.add("decision.labels: a label appears twice");
    }
    range("decision.neuronsPerLabel", layer.neuronsPerLabel(), 1, MAX_MAPS);
    range("decision.kernel", layer.kernel(), 0, MAX_SIDE);
    if ((layer.rstdp() == null) == (layer.delta() == null)) {
      problems.add("decision needs either rstdp or delta");
    } else if (layer.delta() != null) {
      delta(layer);
    } else {
      RewardSpec rstdp = layer.rstdp();
      if (!(rstdp.lower() < rstdp.upper())) {
        problems.add(
            "decision.rstdp.lower is " + rstdp.lower() + ", must be below upper " + rstdp.upper());
      }
      range("decision.rstdp.adaptEvery", rstdp.adaptEvery(), 1, Integer.MAX_VALUE);
    }
  }

  private void delta(DecisionSpec layer) {
    DeltaSpec delta = layer.delta();
    positive("decision.delta.gain", delta.gain());
    range("decision.delta.measureOver", delta.measureOver(), 1, Integer.MAX_VALUE);
    range("decision.delta.horizon", delta.horizon(), 0, Long.MAX_VALUE);
    if (!(delta.rest() >= 0 && delta.rest() <= 1)) {
      problems.add("decision.delta.rest is " + delta.rest() + ", must be 0 to 1");
    }
    if (layer.neuronsPerLabel() != 1 || layer.kernel() != 0 || layer.padding() != 0) {
      problems.add(
          "decision.delta needs one neuron per label that sees the whole input: neuronsPerLabel 1,"
              + " kernel 0, padding 0");
    }
  }

  private void readOut(ReadOutSpec readOut) {
    range("readOut.components", readOut.components(), 0, Shape.MAX_NEURONS);
    if (readOut.classifier() == ReadOutSpec.Classification.SOFTMAX) {
      if (readOut.cost() != 0) {
        problems.add("readOut.cost is " + readOut.cost() + ", but softmax has none");
      }
    } else {
      positive("readOut.cost", readOut.cost());
    }
  }

  private void layer(
      String at, String name, int maps, int padding, WeightsSpec weights, Set<String> names) {
    if (name == null || name.isBlank()) {
      problems.add(at + ".name is missing");
    } else if (!names.add(name)) {
      problems.add(at + ".name " + name + " is taken by another layer");
    }
    range(at + ".maps", maps, 1, MAX_MAPS);
    range(at + ".padding", padding, 0, MAX_SIDE);
    if (present(at + ".weights", weights) && !(weights.deviation() >= 0)) {
      problems.add(at + ".weights.deviation is " + weights.deviation() + ", must be 0 or more");
    }
  }

  /** Walks the shapes through the network: a layer that nothing fits into is a mistake. */
  private void shapes(NetworkSpec spec) {
    String at = "encoding";
    try {
      int largest =
          spec.encoding().filters().stream().mapToInt(FilterSpec::window).max().orElseThrow();
      Shape shape =
          convolved(
              new Shape(1, spec.input().height(), spec.input().width()),
              spec.encoding().filters().size(),
              Window.square(largest, 1, spec.encoding().padding()));
      for (FeatureSpec layer : spec.features()) {
        at = layer.name();
        Window window = Window.square(layer.kernel(), layer.stride(), layer.padding());
        shape = layer.pool().pooling().output(convolved(shape, layer.maps(), window));
      }
      if (spec.readOut() != null && spec.readOut().components() > shape.size()) {
        problems.add(
            "readOut.components is "
                + spec.readOut().components()
                + ", must be 0 to "
                + shape.size()
                + ", the pooled neurons of the last feature layer");
      }
      at = spec.decision().name();
      convolved(shape, spec.decision().maps(), spec.decision().window(shape));
    } catch (IllegalArgumentException e) {
      problems.add(at + ": " + e.getMessage());
    }
  }

  private static Shape convolved(Shape input, int maps, Window window) {
    if ((long) input.maps() * window.area() * maps > Shape.MAX_NEURONS) {
      throw new IllegalArgumentException(
          "more than " + Shape.MAX_NEURONS + " weights in one layer");
    }
    return window.slide(input, maps);
  }

  private boolean present(String field, Object value) {
    if (value == null) {
      problems.add(field + " is missing");
    }
    return value != null;
  }

  private void range(String field, long value, long from, long to) {
    if (value < from || value > to) {
      problems.add(field + " is " + value + ", must be " + from + " to " + to);
    }
  }

  private void positive(String field, double value) {
    if (!(value > 0)) {
      problems.add(field + " is " + value + ", must be above 0");
    }
  }
}
