package io.firstspike.engine.tuning;

import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Says why a network is what a search has chosen, with the figures that it was chosen by. */
final class Explanation {

  private final SearchSpace space;
  private final ImageSigns images;
  private final NetworkSpec spec;
  private final Candidate best;
  private final List<Step> history;
  private final List<Outcome> screened;

  /** A trial and its size. */
  record Step(Rung rung, Outcome outcome) {}

  /**
   * @param history the trials of the chosen features, the latest first
   * @param screened the trials of the first rung, which compare all options
   */
  Explanation(
      SearchSpace space,
      ImageSigns images,
      NetworkSpec spec,
      List<Step> history,
      List<Outcome> screened) {
    this.space = space;
    this.images = images;
    this.spec = spec;
    this.best = history.get(0).outcome().best();
    this.history = history;
    this.screened = screened;
  }

  /** A candidate in a few words. */
  static String words(SearchSpace space, Outcome outcome) {
    Candidate candidate = outcome.best();
    List<String> words = new ArrayList<>();
    for (Aspect aspect :
        List.of(Aspect.CHANNELS, Aspect.SCALES, Aspect.KERNEL, Aspect.POOL, Aspect.GAIN)) {
      if (space.options(aspect) > 1) {
        words.add(
            (aspect == Aspect.POOL ? "pool " : aspect == Aspect.GAIN ? "gain " : "")
                + space.words(aspect, candidate.pick(aspect)));
      }
    }
    if (outcome.spec() != null) {
      FeatureSpec layer = outcome.spec().features().get(0);
      words.add(
          "threshold "
              + number(layer.threshold())
              + " read at "
              + layer.readThreshold().stream()
                  .map(Explanation::number)
                  .collect(Collectors.joining(", ")));
    }
    return String.join(", ", words);
  }

  List<Reason> reasons() {
    FeatureSpec layer = spec.features().get(0);
    List<Reason> reasons = new ArrayList<>();
    reasons.add(
        new Reason(
            "input",
            String.format(
                Locale.ROOT,
                "%dx%d pixels; colour is %.1f %% of the range; what is drawn is about %.1f pixels"
                    + " wide (grey values are half as alike after %.1f)",
                images.height(),
                images.width(),
                100 * images.colour(),
                2 * images.detail(),
                images.detail())));
    add(reasons, Aspect.CHANNELS, spec.input().channels().toString());
    add(reasons, Aspect.SCALES, space.words(Aspect.SCALES, best.pick(Aspect.SCALES)));
    add(reasons, Aspect.FAINT, number(spec.encoding().threshold()));
    add(reasons, Aspect.KERNEL, layer.kernel() + "x" + layer.kernel());
    add(reasons, Aspect.THRESHOLD, number(layer.threshold()));
    add(reasons, Aspect.WINNERS, number(layer.stdp().winners()));
    reasons.add(
        new Reason(
            "features.stdp.frames",
            String.format(
                Locale.ROOT,
                "%,d: each of %d maps wins about a hundred times, with %d winners a frame",
                layer.stdp().frames(),
                layer.maps(),
                layer.stdp().winners())));
    addTried(
        reasons,
        Aspect.READ,
        layer.readThreshold().stream().map(Explanation::number).collect(Collectors.joining(", ")));
    addTried(reasons, Aspect.READINGS, number(layer.readThreshold().size()));
    addTried(reasons, Aspect.POOL, layer.pool().window() + "/" + layer.pool().stride());
    addTried(reasons, Aspect.GAIN, number(((DeltaSpec) spec.decision().rule()).gain()));
    addTried(
        reasons, Aspect.STEADINESS, space.words(Aspect.STEADINESS, best.pick(Aspect.STEADINESS)));
    return List.copyOf(reasons);
  }

  /** Compares options by the best small trial with each. */
  private void add(List<Reason> reasons, Aspect aspect, String value) {
    List<String> parts = new ArrayList<>();
    for (int option = 0; option < space.options(aspect); option++) {
      int wanted = option;
      List<Outcome> with =
          screened.stream().filter(outcome -> outcome.best().pick(aspect) == wanted).toList();
      OptionalDouble highest = with.stream().mapToDouble(Outcome::accuracy).max();
      if (highest.isPresent()) {
        parts.add(space.words(aspect, option) + " " + percent(highest.getAsDouble()));
      }
    }
    String compared =
        space.options(aspect) == 1
            ? "the only option for these images"
            : "best of the small trials with it: " + String.join("; ", parts);
    String words = space.words(aspect, best.pick(aspect));
    String chosen = value.equals(words) ? value : value + " (" + words + ")";
    reasons.add(new Reason(aspect.field(), chosen + "; " + compared));
  }

  /** Compares options by what was tried on the chosen features. */
  private void addTried(List<Reason> reasons, Aspect aspect, String value) {
    String compared = "no other was tried on these features";
    for (Step step : history) {
      List<String> parts = parts(step.outcome(), aspect);
      if (parts.size() > 1) {
        compared =
            String.format(
                Locale.ROOT,
                "on these features, %,d images and %d maps: %s",
                step.rung().taught(),
                step.rung().maps(),
                String.join("; ", parts));
        break;
      }
    }
    reasons.add(new Reason(aspect.field(), value + "; " + compared));
  }

  /** The options that a trial compared, with their accuracies. */
  private List<String> parts(Outcome outcome, Aspect aspect) {
    return outcome.compared().getOrDefault(aspect, Map.of()).entrySet().stream()
        .map(option -> space.words(aspect, option.getKey()) + " " + percent(option.getValue()))
        .toList();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
