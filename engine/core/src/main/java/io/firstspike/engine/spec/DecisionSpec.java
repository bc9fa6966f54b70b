package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The decision layer: one neuron or more for each label; neuron {@code m} stands for label {@code m
 * / neuronsPerLabel}. Without a threshold the neuron with the highest potential decides; with one,
 * the first to fire.
 *
 * @param name unique within the network
 * @param labels what it can say
 * @param capacity for how many labels it has neurons: those beyond {@code labels} are free, take no
 *     part, and one label each that it meets takes them; 0 or left out: as many as there are labels
 * @param neuronsPerLabel maps for each label; 0 or left out: 1
 * @param kernel side of the square a neuron sees; 0 or left out: it sees the whole input
 * @param padding silent cells added on each side
 * @param inputs the feature layers it looks at, in this order, {@value #ENCODING} being the image's
 *     own volley; empty or left out: the last feature layer, or, if there are none, the image's own
 *     volley. With more than one, each neuron sees all of them whole
 * @param latencies whether an early spike counts more than a late one: the potential that decides
 *     is the mean over the time steps, to which a spike in step t of T contributes (T - t) / T of
 *     its weight; else all of it
 * @param threshold potential a neuron must exceed to fire; null or left out: nobody fires, and the
 *     highest potential in the end decides
 * @param averaged whether the weights that serve are the average over all labels so far
 * @param dropout silences neurons at random while the layer learns; null or left out = none
 * @param weights how its weights begin
 * @param rule how they learn
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

  /** The name that stands for the image's own volley among the inputs. */
  public static final String ENCODING = "encoding";

  public DecisionSpec {
    labels = labels == null ? List.of() : List.copyOf(labels);
    capacity = capacity == 0 ? labels.size() : capacity;
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    neuronsPerLabel = neuronsPerLabel == 0 ? 1 : neuronsPerLabel;
  }

  /**
   * The place among the labels of the one that {@code text} stands for, in this or another
   * spelling; -1 if it has none.
   */
  public int place(String text) {
    return LabelSpelling.place(labels, text);
  }

  /** Whether it matters when inputs fire, not only whether they do. */
  public boolean timed() {
    return latencies || threshold != null;
  }

  /** What a neuron sees of an input of shape {@code input}. */
  public Window window(Shape input) {
    return kernel == 0
        ? Window.whole(input.height(), input.width())
        : Window.square(kernel, 1, padding);
  }

  /** The same layer, learning by another rule. */
  DecisionSpec withRule(DecisionRule changed) {
    return with(labels, changed);
  }

  /** The same layer, its next free neurons standing for {@code label}. */
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

  /** Decision maps: for each label there is room for, its neurons. */
  public int maps() {
    return capacity * neuronsPerLabel;
  }

  /** How many of them, the first ones, stand for a label. */
  public int takenMaps() {
    return labels.size() * neuronsPerLabel;
  }

  /** Whether there are neurons for one more label. */
  public boolean hasRoom() {
    return labels.size() < capacity;
  }
}
