package io.firstspike.engine.network;

import io.firstspike.engine.encode.InputChecks;
import io.firstspike.engine.encode.SpecProblems;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a spec must satisfy; every field that does not is named with its value and its range. */
final class SpecChecks {

  private static final int MAX_SIDE = 4096;
  private static final int MAX_MAPS = 65_536;

  private final SpecProblems problems = new SpecProblems();

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
    return checks.problems.sentences();
  }

  private void check(NetworkSpec spec) {
    if (spec.name() == null || spec.name().isBlank()) {
      problems.add("name is missing");
    }
    InputChecks.check(spec.input(), spec.encoding(), problems);
    if (spec.features().isEmpty()) {
      problems.add("features: at least one layer is needed");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < spec.features().size(); i++) {
      feature("features[" + i + "]", spec.features().get(i), names);
    }
    decision(spec.decision(), names);
    if (problems.isEmpty()) {
      shapes(spec);
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
      InputChecks.check(at + ".pool", layer.pool(), problems);
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
      Shape shape = spec.encoding().output(spec.input());
      for (FeatureSpec layer : spec.features()) {
        at = layer.name();
        Window window = Window.square(layer.kernel(), layer.stride(), layer.padding());
        shape = layer.pool().pooling().output(convolved(shape, layer.maps(), window));
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
    return problems.present(field, value);
  }

  private void range(String field, long value, long from, long to) {
    problems.range(field, value, from, to);
  }

  private void positive(String field, double value) {
    problems.positive(field, value);
  }
}
