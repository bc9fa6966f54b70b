package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Equal examples with different labels. */
final class ContradictoryLabels implements DataCheck {

  /** The share of contradicting examples above which it is a fault. */
  private static final double LIMIT = 0.01;

  @Override
  public Optional<Finding> find(DataSigns data) {
    double share = (double) data.contradicting() / Math.max(1, data.compared());
    return share <= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "contradictory labels",
                "data",
                Finding.number(data.contradicting())
                    + " of "
                    + Finding.number(data.compared())
                    + " examples ("
                    + Finding.percent(share)
                    + ") equal one that has another label",
                share,
                LIMIT,
                "give each example one label, or leave out those whose label is in doubt: no"
                    + " network can have both right"));
  }
}
