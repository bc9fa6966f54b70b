package io.firstspike.engine.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What is wrong with a network or its data, causes before what may follow from them.
 *
 * @param findings what is wrong, from the input through the layers to the decision; then what the
 *     labels alone are to blame for
 * @param unjudged names of the layers that were not judged by what they have learned, because they,
 *     or a layer before them, have learned too little in a trial, or are left without input
 */
@API(status = Status.MAINTAINED)
public record Diagnosis(List<Finding> findings, List<String> unjudged) {

  /** Without spikes of the encoding no layer can be judged. */
  private static final DataCheck INPUT = new DarkInput();

  private static final DataCheck NEURONS = new ClassesWithoutNeurons();

  /** Without spikes of a layer neither it nor a later one can be judged. */
  private static final LayerCheck SPIKES = new ThresholdNeverReached();

  /** How a layer learns, causes first. */
  private static final List<LayerCheck> LEARNING =
      List.of(new TiedFirstWeights(), new TooFewWinners());

  /** What a layer has learned, and how it fires therefore, causes first. */
  private static final List<LayerCheck> LEARNED =
      List.of(
          new NoConvergence(),
          new DeadFeatures(),
          new ThresholdAlwaysReached(),
          new SaturatedMaps(),
          new DuplicateFeatures(),
          new SilentMaps());

  private static final List<DataCheck> LABELS =
      List.of(new ContradictoryLabels(), new UnbalancedClasses());

  public Diagnosis {
    findings = List.copyOf(findings);
    unjudged = List.copyOf(unjudged);
  }

  /** Judges what was measured. */
  public static Diagnosis of(Examination seen) {
    List<Finding> findings = new ArrayList<>();
    Optional<Finding> dark = INPUT.find(seen.data());
    dark.ifPresent(findings::add);
    NEURONS.find(seen.data()).ifPresent(findings::add);
    int judged = dark.isPresent() ? 0 : judgeLayers(seen.layers(), findings);
    if (judged == seen.layers().size() && dark.isEmpty()) {
      new TiedDecisions().find(seen.decision()).ifPresent(findings::add);
    }
    LABELS.forEach(check -> check.find(seen.data()).ifPresent(findings::add));
    List<String> unjudged =
        seen.layers().subList(judged, seen.layers().size()).stream()
            .map(layer -> layer.spec().name())
            .toList();
    return new Diagnosis(findings, unjudged);
  }

  /**
   * Judges layers until one passes on nothing, or has learned too little; returns how many were
   * judged.
   */
  private static int judgeLayers(List<LayerSigns> layers, List<Finding> findings) {
    for (int number = 0; number < layers.size(); number++) {
      LayerSigns layer = layers.get(number);
      Optional<Finding> silent = SPIKES.find(layer);
      if (silent.isPresent()) {
        findings.add(silent.get());
        return number + 1;
      }
      LEARNING.forEach(check -> check.find(layer).ifPresent(findings::add));
      if (!layer.settled()) {
        return number;
      }
      LEARNED.forEach(check -> check.find(layer).ifPresent(findings::add));
    }
    return layers.size();
  }
}
