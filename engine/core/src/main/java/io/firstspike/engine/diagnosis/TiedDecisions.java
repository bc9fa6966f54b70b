package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Decisions in which two labels have the same potential. */
final class TiedDecisions {

  /** The share of tied decisions above which it is a fault. */
  private static final double LIMIT = 0.2;

  Optional<Finding> find(DecisionSigns decision) {
    return decision.share() <= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "potentials tie",
                decision.layer(),
                "in "
                    + Finding.percent(decision.share())
                    + " of "
                    + Finding.number(decision.decided())
                    + " decisions two labels have the same potential, so that the order of labels"
                    + " decides",
                decision.share(),
                LIMIT,
                "let the decision layer learn from more labels, or give its first weights a"
                    + " deviation"));
  }
}
