package io.firstspike.engine.tuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One choice for each aspect.
 *
 * @param picks by aspect, the index of the option in the {@link SearchSpace}
 */
record Candidate(List<Integer> picks) {

  Candidate {
    picks = List.copyOf(picks);
  }

  /** The index of the option for {@code aspect}. */
  int pick(Aspect aspect) {
    return picks.get(aspect.ordinal());
  }

  /** The same with another option for {@code aspect}. */
  Candidate with(Aspect aspect, int option) {
    List<Integer> changed = new ArrayList<>(picks);
    changed.set(aspect.ordinal(), option);
    return new Candidate(changed);
  }

  /** The choices that shape features. */
  List<Integer> features() {
    return Collections.unmodifiableList(picks.subList(0, Aspect.READ.ordinal()));
  }
}
