package io.firstspike.engine.spec;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.text.LabelSpelling;
import io.firstspike.engine.text.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Checks of a whole spec. Each mistake names the field, its value and its range. */
final class SpecChecks {

  private static final int MAX_SIDE = 4096;
  private static final int MAX_MAPS = 65_536;

  private final SpecProblems problems = new SpecProblems();

  private SpecChecks() {}

  /**
   * Checks {@code spec} without a limit on its size. For specs that need no more memory than one
   * that was checked against a limit before.
   *
   * @throws SpecException if it has mistakes
   */
  static void require(String origin, NetworkSpec spec) {
    List<String> problems = problems(spec, NetworkLimit.NONE);
    if (!problems.isEmpty()) {
      throw new SpecException(origin, problems);
    }
  }

  /** All mistakes in {@code spec}, one sentence each; empty if there are none. */
  static List<String> problems(NetworkSpec spec, NetworkLimit limit) {
    SpecChecks checks = new SpecChecks();
    checks.check(spec, limit);
    return checks.problems.sentences();
  }

  private void check(NetworkSpec spec, NetworkLimit limit) {
    if (spec.name() == null || spec.name().isBlank()) {
      problems.add("name is missing");
    }
    InputChecks.check(spec.input(), spec.encoding(), problems);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < spec.features().size(); i++) {
      feature("features[" + i + "]", spec.features().get(i), names);
    }
    decision(spec.decision(), spec, names);
    training(spec.training());
    if (spec.readOut() != null) {
      readOut(spec.readOut());
    }
    if (problems.isEmpty()) {
      shapes(spec, limit);
    }
  }

  private void feature(String at, FeatureSpec layer, Set<String> names) {
    if (!present(at, layer)) {
      return;
    }
    layer(at, layer.name(), layer.maps(), layer.padding(), layer.weights(), names);
    range(at + ".kernel", layer.kernel(), 0, MAX_SIDE);
    positive(at + ".threshold", layer.threshold());
    readThresholds(at + ".readThreshold", layer.readThreshold());
    InputChecks.check(at + ".pool", layer.pool(), problems);
    if (present(at + ".stdp", layer.stdp())) {
      stdp(at + ".stdp", layer.stdp(), layer.maps());
    }
  }

  private void readThresholds(String at, List<Float> thresholds) {
    double before = 0;
    for (int i = 0; i < thresholds.size(); i++) {
      String field = thresholds.size() == 1 ? at : at + "[" + i + "]";
      Float threshold = thresholds.get(i);
      if (present(field, threshold)) {
        positive(field, threshold);
        if (threshold > 0 && threshold <= before) {
          problems.add(field + " is " + threshold + ", must be above the one before it: " + before);
        }
        before = threshold;
      }
    }
  }

  private void stdp(String at, StdpSpec stdp, int maps) {
    if (stdp.rates().isEmpty()) {
      problems.add(at + ".rates is missing");
    }
    long covered = 0;
    for (int i = 0; i < stdp.rates().size(); i++) {
      RatesSpec rates = stdp.rates().get(i);
      rates(at + ".rates" + (stdp.rates().size() == 1 ? "" : "[" + i + "]"), rates);
      covered = rates.maps() == 0 ? Long.MAX_VALUE : Math.max(covered, covered + rates.maps());
    }
    if (!stdp.rates().isEmpty() && covered < maps) {
      problems.add(
          at + ".rates are for " + covered + " of " + maps + " maps: leave out maps in the last");
    }
    range(at + ".winners", stdp.winners(), 1, MAX_MAPS);
    range(at + ".inhibitionRadius", stdp.inhibitionRadius(), 0, MAX_SIDE);
    range(at + ".frames", stdp.frames(), 0, Long.MAX_VALUE);
    within(at + ".convergence", stdp.convergence(), 0, 0.25);
    dropout(at + ".dropout", stdp.dropout());
  }

  private void rates(String at, RatesSpec rates) {
    range(at + ".maps", rates.maps(), 0, MAX_MAPS);
    positive(at + ".potentiation", rates.potentiation());
    if (!(rates.depression() < 0 && Float.isFinite(rates.depression()))) {
      problems.add(at + ".depression is " + rates.depression() + ", must be below 0, and finite");
    }
    if (!(rates.growth() >= 1)) {
      problems.add(at + ".growth is " + rates.growth() + ", must be 1 or more");
    }
    range(at + ".growEvery", rates.growEvery(), 0, Integer.MAX_VALUE);
    if (!(rates.maxPotentiation() >= rates.potentiation())) {
      problems.add(
          at + ".maxPotentiation is " + rates.maxPotentiation() + ", must be potentiation or more");
    }
    bounds(at, rates.lower(), rates.upper());
  }

  private void dropout(String at, DropoutSpec dropout) {
    if (dropout != null) {
      if (!(dropout.share() >= 0 && dropout.share() < 1)) {
        problems.add(at + ".share is " + dropout.share() + ", must be 0 to below 1");
      }
      range(at + ".renewEvery", dropout.renewEvery(), 1, Integer.MAX_VALUE);
    }
  }

  private void decision(DecisionSpec layer, NetworkSpec spec, Set<String> names) {
    if (!present("decision", layer)) {
      return;
    }
    String at = "decision";
    inputs(layer, spec);
    layer(at, layer.name(), layer.maps(), layer.padding(), layer.weights(), names);
    if (layer.capacity() < 2) {
      problems.add(
          "decision.labels: at least two labels are needed, or a decision.capacity of two");
    }
    if (layer.capacity() < layer.labels().size()) {
      problems.add(
          "decision.capacity is "
              + layer.capacity()
              + ", must be at least the number of labels, "
              + layer.labels().size());
    }
    if (new HashSet<>(layer.labels()).size() < layer.labels().size()) {
      problems.add("decision.labels: a label appears twice");
    }
    range("decision.capacity", layer.capacity(), 0, MAX_MAPS);
    for (String label : layer.labels()) {
      if (label.isEmpty() || label.length() > LabelSpelling.MAX_LENGTH) {
        problems.add(
            "decision.labels: a label has "
                + label.length()
                + " characters, must have 1 to "
                + LabelSpelling.MAX_LENGTH);
      }
    }
    range("decision.neuronsPerLabel", layer.neuronsPerLabel(), 1, MAX_MAPS);
    range("decision.kernel", layer.kernel(), 0, MAX_SIDE);
    if (layer.threshold() != null) {
      positive("decision.threshold", layer.threshold());
    }
    dropout("decision.dropout", layer.dropout());
    if (present("decision.rule", layer.rule())) {
      rule(layer);
    }
  }

  private void inputs(DecisionSpec layer, NetworkSpec spec) {
    List<String> known = new ArrayList<>(List.of(DecisionSpec.ENCODING));
    spec.features().stream().filter(Objects::nonNull).map(FeatureSpec::name).forEach(known::add);
    for (String input : layer.inputs()) {
      if (!known.contains(input)) {
        problems.add(
            "decision.inputs names "
                + input
                + ", must be of "
                + known
                + NearestName.hint(input, known));
      }
    }
    if (new HashSet<>(layer.inputs()).size() < layer.inputs().size()) {
      problems.add("decision.inputs: a layer appears twice");
    }
    if (layer.inputs().size() > 1) {
      whole("decision.inputs of several layers", layer);
    }
    if (layer.latencies() && layer.threshold() != null) {
      problems.add("decision.latencies needs a decision layer without threshold");
    }
  }

  private void rule(DecisionSpec layer) {
    if (layer.rule() instanceof RewardSpec rstdp) {
      bounds("decision.rule.rstdp", rstdp.lower(), rstdp.upper());
      range("decision.rule.rstdp.adaptEvery", rstdp.adaptEvery(), 1, Integer.MAX_VALUE);
      within("decision.rule.rstdp.adaptFloor", rstdp.adaptFloor(), 0, 1);
      if (layer.latencies()) {
        problems.add("decision.latencies needs the rule delta or margin");
      }
      return;
    }
    if (layer.dropout() != null) {
      problems.add("decision.dropout needs the rule rstdp");
    }
    if (layer.rule() instanceof S2StdpSpec s2stdp) {
      s2stdp(layer, s2stdp);
      return;
    }
    if (layer.threshold() != null) {
      problems.add("decision.threshold needs the rule rstdp or s2stdp");
    }
    if (layer.rule() instanceof MarginSpec margin) {
      bounds("decision.rule.margin", margin.lower(), margin.upper());
      within("decision.rule.margin.margin", margin.margin(), 0, Float.MAX_VALUE);
      decay("decision.rule.margin.decay", margin.decay());
      whole("decision.rule.margin", layer);
    } else if (layer.rule() instanceof DeltaSpec delta) {
      positive("decision.rule.delta.gain", delta.gain());
      range("decision.rule.delta.measureOver", delta.measureOver(), 1, Integer.MAX_VALUE);
      decay("decision.rule.delta.decay", delta.decay());
      whole("decision.rule.delta", layer);
      if (layer.neuronsPerLabel() != 1) {
        problems.add("decision.rule.delta needs one neuron per label: neuronsPerLabel 1");
      }
    }
  }

  private void s2stdp(DecisionSpec layer, S2StdpSpec rule) {
    String at = "decision.rule.s2stdp";
    whole(at, layer);
    if (layer.threshold() == null) {
      problems.add(at + " needs decision.threshold");
    }
    positive(at + ".gap", rule.gap());
    positive(at + ".potentiation", rule.potentiation());
    within(at + ".depression", rule.depression(), -Float.MAX_VALUE, 0);
    bounds(at, rule.lower(), rule.upper());
    within(at + ".competition", rule.competition(), 0, Float.MAX_VALUE);
    decay(at + ".decay", rule.decay());
  }

  private void decay(String at, DecaySpec decay) {
    if (decay != null) {
      range(at + ".horizon", decay.horizon(), 1, Long.MAX_VALUE);
      within(at + ".rest", decay.rest(), 0, 1);
    }
  }

  private void whole(String what, DecisionSpec layer) {
    if (layer.kernel() != 0 || layer.padding() != 0) {
      problems.add(what + " needs neurons that see the whole input: kernel 0, padding 0");
    }
  }

  private void bounds(String at, float lower, float upper) {
    if (!(lower < upper && Float.isFinite(lower) && Float.isFinite(upper))) {
      problems.add(at + ".lower is " + lower + ", must be below upper " + upper + ", both finite");
    }
  }

  private void within(String field, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      problems.add(field + " is " + value + ", must be " + from + " to " + to);
    }
  }

  private void training(TrainingSpec training) {
    range("training.shift", training.shift(), 0, MAX_SIDE);
    within("training.turn", training.turn(), 0, 180);
    if (!(training.stretch() >= 0 && training.stretch() < 1)) {
      problems.add("training.stretch is " + training.stretch() + ", must be 0 to below 1");
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
    if (present(at + ".weights", weights)) {
      within(at + ".weights.mean", weights.mean(), -Float.MAX_VALUE, Float.MAX_VALUE);
      problems.notNegative(at + ".weights.deviation", weights.deviation());
    }
  }

  /**
   * Adds a mistake if a layer's windows do not fit its input, or if the network exceeds the limit.
   */
  private void shapes(NetworkSpec spec, NetworkLimit limit) {
    AtomicReference<String> at = new AtomicReference<>();
    try {
      NetworkSize size = NetworkSize.of(spec, at::set);
      limit.problems(size).forEach(problems::add);
      if (spec.readOut() != null && spec.readOut().components() > 0) {
        components(spec.readOut().components(), size.features());
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(at + ": " + e.getMessage());
    }
  }

  private void components(int components, int features) {
    range("readOut.components", components, 0, features);
    if (features > ReadOutSpec.MOST_FEATURES) {
      problems.add(
          "readOut.components is "
              + components
              + ", but the last feature layer has "
              + features
              + " pooled neurons, and components are sought among at most "
              + ReadOutSpec.MOST_FEATURES
              + "; pool more of them, or leave components out");
    }
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
