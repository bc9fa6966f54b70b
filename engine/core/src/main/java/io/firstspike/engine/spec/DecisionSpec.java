package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.text.LabelSpelling;
import java.util.HashSet;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the decision layer. It has one or more neurons for each label: map {@code m} stands for
 * label {@code m / neuronsPerLabel}. Without a threshold the neuron with the highest potential
 * decides; with a threshold, the first neuron to fire. There may be a layer of hidden neurons
 * before it, which learns with it.
 *
 * @param name name of the layer, unique within the network
 * @param labels the labels to decide among
 * @param capacity number of labels that there are neurons for. Neurons beyond those of {@code
 *     labels} are free: they take no part in decisions until a new label arrives and takes them. 0
 *     or left out: the number of labels
 * @param neuronsPerLabel maps for each label; 0 or left out: 1
 * @param kernel side of a neuron's square window in cells of the input; 0 or left out: each neuron
 *     is connected to the whole input
 * @param padding silent cells added on each side of the input
 * @param inputs names of the feature layers that the decision layer is connected to, in this order;
 *     {@value #ENCODING} is the encoded image. Empty or left out: the last feature layer, or the
 *     encoded image if there are no feature layers. With more than one input, each neuron is
 *     connected to all cells of all of them
 * @param hidden neurons between the inputs and the neurons that decide; null or left out: none
 * @param latencies whether an early spike counts more than a late one: the potential that decides
 *     is then the mean over the time steps, to which a spike in step t of T contributes (T - t) / T
 *     of its weight; otherwise it contributes all of it
 * @param threshold potential that a neuron must exceed to fire; null or left out: neurons do not
 *     fire, and the highest potential after the last time step decides
 * @param averaged whether classifying uses the average of the weights over all labels so far
 * @param averageOver decisions, of the learner too, are made with weights averaged over about so
 *     many of the latest labels, but none before a label that was new, or drift that was responded
 *     to (an exponential average that begins as the plain one; after B. T. Polyak, A. B. Juditsky:
 *     Acceleration of stochastic approximation by averaging, SIAM J. Control and Optimization 30,
 *     1992). At least {@value #LEAST_AVERAGED}; 0 or left out: not averaged so
 * @param dropout random silencing of neurons while the layer learns; null or left out: none
 * @param weights distribution of the first weights
 * @param rule rule that the layer learns by
 * @param memory memory of volleys that are learned again; null or left out: none
 * @param drift detector of drift, and the response to it; null or left out: none
 */
@API(status = Status.MAINTAINED)
public record DecisionSpec(
    String name,
    List<String> labels,
    int capacity,
    int neuronsPerLabel,
    int kernel,
    int padding,
    List<String> inputs,
    @JsonInclude(JsonInclude.Include.NON_NULL) HiddenSpec hidden,
    boolean latencies,
    @JsonInclude(JsonInclude.Include.NON_NULL) Float threshold,
    boolean averaged,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int averageOver,
    @JsonInclude(JsonInclude.Include.NON_NULL) DropoutSpec dropout,
    WeightsSpec weights,
    DecisionRule rule,
    @JsonInclude(JsonInclude.Include.NON_NULL) MemorySpec memory,
    @JsonInclude(JsonInclude.Include.NON_NULL) DriftSpec drift) {

  /** The name of the encoded image among the {@code inputs}. */
  public static final String ENCODING = "encoding";

  /** The fewest latest labels that weights are averaged over. */
  public static final int LEAST_AVERAGED = 100;

  /**
   * Spec of hidden neurons. Each is connected to all inputs of the decision layer, and fires at
   * most once; the neurons that decide are connected to all of them.
   *
   * @param neurons their number
   * @param threshold potential that one must exceed to fire
   * @param weights distribution of their first weights
   */
  public record HiddenSpec(int neurons, float threshold, WeightsSpec weights) {

    private void check(String at, SpecProblems problems) {
      problems.range(at + ".neurons", neurons, 1, NetworkSpec.MAX_MAPS);
      problems.positive(at + ".threshold", threshold);
      if (problems.present(at + ".weights", weights)) {
        weights.check(at + ".weights", problems);
        if (weights.own() != null) {
          problems.add(at + ".weights.own is for neurons that decide");
        }
      }
    }
  }

  public DecisionSpec {
    labels = labels == null ? List.of() : List.copyOf(labels);
    capacity = capacity == 0 ? labels.size() : capacity;
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    neuronsPerLabel = neuronsPerLabel == 0 ? 1 : neuronsPerLabel;
  }

  /**
   * Adds the mistakes in the inputs of this layer, which is the field {@code at}, to {@code
   * problems}, except names that the network does not have.
   */
  void checkInputs(String at, SpecProblems problems) {
    if (new HashSet<>(inputs).size() < inputs.size()) {
      problems.add(at + ".inputs: a layer appears twice");
    }
    if (inputs.size() > 1) {
      checkWhole(at + ".inputs of several layers", problems);
    }
    if (latencies && threshold != null) {
      problems.add(at + ".latencies needs a decision layer without threshold");
    }
  }

  /**
   * Adds the mistakes in this layer, which is the field {@code at}, to {@code problems}, except
   * those in its name and its inputs.
   */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".maps", maps(), 1, NetworkSpec.MAX_MAPS);
    problems.range(at + ".padding", padding, 0, InputSpec.MAX_SIDE);
    if (problems.present(at + ".weights", weights)) {
      weights.check(at + ".weights", problems);
    }
    checkLabels(at, problems);
    problems.range(at + ".neuronsPerLabel", neuronsPerLabel, 1, NetworkSpec.MAX_MAPS);
    problems.range(at + ".kernel", kernel, 0, InputSpec.MAX_SIDE);
    if (hidden != null) {
      hidden.check(at + ".hidden", problems);
      checkLearnsHidden(at + ".hidden", problems);
    }
    if (threshold != null) {
      problems.positive(at + ".threshold", threshold);
    }
    if (dropout != null) {
      dropout.check(at + ".dropout", problems);
    }
    if (problems.present(at + ".rule", rule)) {
      rule.problems(at, this).forEach(problems::add);
    }
    if (averageOver != 0) {
      problems.range(at + ".averageOver", averageOver, LEAST_AVERAGED, Integer.MAX_VALUE);
      checkRemembering(at + ".averageOver", problems);
    }
    if (memory != null) {
      memory.check(at + ".memory", this, problems);
    }
    if (drift != null) {
      drift.check(at + ".drift", this, problems);
    }
  }

  /**
   * Adds the mistakes if this layer cannot have {@code what}: a memory, a response to drift, or
   * weights averaged over the latest labels. All are made for the delta rule on inputs whose time
   * steps do not matter.
   */
  void checkRemembering(String what, SpecProblems problems) {
    if (rule != null && !(rule instanceof DeltaSpec)) {
      problems.add(what + " needs the rule delta");
    }
    if (latencies) {
      problems.add(what + " needs latencies: false");
    }
    if (averaged) {
      problems.add(what + " needs averaged: false");
    }
  }

  private void checkLearnsHidden(String what, SpecProblems problems) {
    if (rule != null && !(rule instanceof S4nnSpec)) {
      problems.add(what + " needs the rule s4nn");
    }
  }

  private void checkLabels(String at, SpecProblems problems) {
    if (capacity < 2) {
      problems.add(at + ".labels: at least two labels are needed, or a " + at + ".capacity of two");
    }
    if (capacity < labels.size()) {
      problems.add(
          at
              + ".capacity is "
              + capacity
              + ", must be at least the number of labels, "
              + labels.size());
    }
    if (new HashSet<>(labels).size() < labels.size()) {
      problems.add(at + ".labels: a label appears twice");
    }
    problems.range(at + ".capacity", capacity, 0, NetworkSpec.MAX_MAPS);
    for (String label : labels) {
      if (label.isEmpty() || label.length() > LabelSpelling.MAX_LENGTH) {
        problems.add(
            at
                + ".labels: a label has "
                + label.length()
                + " characters, must have 1 to "
                + LabelSpelling.MAX_LENGTH);
      }
    }
  }

  /** Adds a mistake if a neuron does not see the whole input, which {@code what} needs. */
  void checkWhole(String what, SpecProblems problems) {
    if (kernel != 0 || padding != 0) {
      problems.add(what + " needs neurons that see the whole input: kernel 0, padding 0");
    }
  }

  /** Adds a mistake if there is dropout. For rules that do without. */
  void checkNoDropout(String at, SpecProblems problems) {
    if (dropout != null) {
      problems.add(at + ".dropout needs the rule rstdp");
    }
  }

  /** Adds a mistake if there is a threshold. For rules of neurons that do not fire. */
  void checkNoThreshold(String at, SpecProblems problems) {
    if (threshold != null) {
      problems.add(at + ".threshold needs the rule rstdp, s2stdp or s4nn");
    }
  }

  /**
   * Finds the label that {@code text} stands for, in the same or another {@linkplain LabelSpelling
   * spelling}.
   *
   * @return the index of the label; -1 if there is none
   */
  public int place(String text) {
    return LabelSpelling.place(labels, text);
  }

  /** Whether the time steps in which inputs fire matter, and not only which inputs fire. */
  public boolean timed() {
    return latencies || threshold != null;
  }

  /**
   * The shape of what the neurons that decide are connected to.
   *
   * @param seen that of what the layer sees
   */
  public Shape beforeDecision(Shape seen) {
    return hidden == null ? seen : new Shape(hidden.neurons(), 1, 1);
  }

  /** The window of an input of shape {@code input} that a neuron is connected to. */
  public Window window(Shape input) {
    return kernel == 0
        ? Window.whole(input.height(), input.width())
        : Window.square(kernel, 1, padding);
  }

  /** The number of maps: those of all labels that there is room for. */
  public int maps() {
    return capacity * neuronsPerLabel;
  }

  /** The number of maps that stand for a label; they are the first ones. */
  public int takenMaps() {
    return labels.size() * neuronsPerLabel;
  }

  /** Whether the layer has a memory, a detector of drift, or an average over the latest labels. */
  public boolean remembers() {
    return memory != null || drift != null || averageOver != 0;
  }

  /** Whether there are free neurons for another label. */
  public boolean hasRoom() {
    return labels.size() < capacity;
  }

  /** A builder of a spec like this one, except for what is changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of a spec like another one: each method changes the field of its name. */
  public static final class Builder {

    private String name;
    private List<String> labels;
    private int capacity;
    private int neuronsPerLabel;
    private int kernel;
    private int padding;
    private List<String> inputs;
    private HiddenSpec hidden;
    private boolean latencies;
    private Float threshold;
    private boolean averaged;
    private int averageOver;
    private DropoutSpec dropout;
    private WeightsSpec weights;
    private DecisionRule rule;
    private MemorySpec memory;
    private DriftSpec drift;

    private Builder(DecisionSpec like) {
      name = like.name;
      labels = like.labels;
      capacity = like.capacity;
      neuronsPerLabel = like.neuronsPerLabel;
      kernel = like.kernel;
      padding = like.padding;
      inputs = like.inputs;
      hidden = like.hidden;
      latencies = like.latencies;
      threshold = like.threshold;
      averaged = like.averaged;
      averageOver = like.averageOver;
      dropout = like.dropout;
      weights = like.weights;
      rule = like.rule;
      memory = like.memory;
      drift = like.drift;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder labels(List<String> value) {
      labels = value;
      return this;
    }

    public Builder capacity(int value) {
      capacity = value;
      return this;
    }

    public Builder neuronsPerLabel(int value) {
      neuronsPerLabel = value;
      return this;
    }

    public Builder kernel(int value) {
      kernel = value;
      return this;
    }

    public Builder padding(int value) {
      padding = value;
      return this;
    }

    public Builder inputs(List<String> value) {
      inputs = value;
      return this;
    }

    public Builder hidden(HiddenSpec value) {
      hidden = value;
      return this;
    }

    public Builder latencies(boolean value) {
      latencies = value;
      return this;
    }

    public Builder threshold(Float value) {
      threshold = value;
      return this;
    }

    public Builder averaged(boolean value) {
      averaged = value;
      return this;
    }

    public Builder averageOver(int value) {
      averageOver = value;
      return this;
    }

    public Builder dropout(DropoutSpec value) {
      dropout = value;
      return this;
    }

    public Builder weights(WeightsSpec value) {
      weights = value;
      return this;
    }

    public Builder rule(DecisionRule value) {
      rule = value;
      return this;
    }

    public Builder memory(MemorySpec value) {
      memory = value;
      return this;
    }

    public Builder drift(DriftSpec value) {
      drift = value;
      return this;
    }

    public DecisionSpec build() {
      return new DecisionSpec(
          name,
          labels,
          capacity,
          neuronsPerLabel,
          kernel,
          padding,
          inputs,
          hidden,
          latencies,
          threshold,
          averaged,
          averageOver,
          dropout,
          weights,
          rule,
          memory,
          drift);
    }
  }
}
