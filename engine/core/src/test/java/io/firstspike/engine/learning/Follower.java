package io.firstspike.engine.learning;

import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.network.Weights;

/** A copy of weights that is kept up to date by the rows that change, from when it is made. */
final class Follower {

  private final Weights original;
  private final Weights copy;
  private Weights.Version copied;

  /**
   * Makes a follower.
   *
   * @param copy equal to {@code original} at present
   */
  Follower(Weights original, Weights copy) {
    this.original = original;
    this.copy = copy;
    this.copied = original.version();
  }

  /** Copies the rows that have changed, and returns which. */
  RowSet update() {
    RowSet changed = original.changedSince(copied);
    copied = original.version();
    for (int table = 0; table < changed.tables(); table++) {
      for (int map : changed.maps(table)) {
        copy.setRow(table, map, original.row(table, map));
      }
    }
    return changed;
  }
}
