package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.text.LabelSpelling;
import java.util.ArrayList;
import java.util.List;

/**
 * Spec of the decision layer. It has one or more neurons for each label: map {@code m} stands for
 * label {@code m / neuronsPerLabel}. Without a threshold the neuron with the highest potential
 * decides; with a threshold, the first neuron to fire.
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
 * @param latencies whether an early spike counts more than a late one: the potential that decides
 *     is then the mean over the time steps, to which a spike in step t of T contributes (T - t) / T
 *     of its weight; otherwise it contributes all of it
 * @param threshold potential that a neuron must exceed to fire; null or left out: neurons do not
 *     fire, and the highest potential after the last time step decides
 * @param averaged whether classifying uses the average of the weights over all labels so far
 * @param dropout random silencing of neurons while the layer learns; null or left out: none
 * @param weights distribution of the first weights
 * @param rule rule that the layer learns by
 */
public record DecisionSpec(
    String name,
    List<String> labels,
    int capacity,
    int neuronsPerLabel,
    int kernel,
    int padding,
    List<String> inputs,
    boolean latencies,
    @JsonInclude(JsonInclude.Include.NON_NULL) Float threshold,
    boolean averaged,
    @JsonInclude(JsonInclude.Include.NON_NULL) DropoutSpec dropout,
    WeightsSpec weights,
    DecisionRule rule) {

  /** The name of the encoded image among the {@code inputs}. */
  public static final String ENCODING = "encoding";

  public DecisionSpec {
    labels = labels == null ? List.of() : List.copyOf(labels);
    capacity = capacity == 0 ? labels.size() : capacity;
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    neuronsPerLabel = neuronsPerLabel == 0 ? 1 : neuronsPerLabel;
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

  /** The window of an input of shape {@code input} that a neuron is connected to. */
  public Window window(Shape input) {
    return kernel == 0
        ? Window.whole(input.height(), input.width())
        : Window.square(kernel, 1, padding);
  }

  /** This layer with another rule to learn by. */
  DecisionSpec withRule(DecisionRule changed) {
    return with(labels, changed);
  }

  /** This layer with one label more, which takes the next free neurons. */
  DecisionSpec withLabel(String label) {
    List<String> more = new ArrayList<>(labels);
    more.add(label);
    return with(more, rule);
  }

  private DecisionSpec with(List<String> changedLabels, DecisionRule changedRule) {
    return new DecisionSpec(
        name,
        changedLabels,
        capacity,
        neuronsPerLabel,
        kernel,
        padding,
        inputs,
        latencies,
        threshold,
        averaged,
        dropout,
        weights,
        changedRule);
  }

  /** The number of maps: those of all labels that there is room for. */
  public int maps() {
    return capacity * neuronsPerLabel;
  }

  /** The number of maps that stand for a label; they are the first ones. */
  public int takenMaps() {
    return labels.size() * neuronsPerLabel;
  }

  /** Whether there are free neurons for another label. */
  public boolean hasRoom() {
    return labels.size() < capacity;
  }
}
