package io.firstspike.engine.learning;

/**
 * A map whose weights have changed.
 *
 * @param table the table of its weights (see {@link io.firstspike.engine.network.Network})
 * @param map the map
 */
public record ChangedRow(int table, int map) implements Comparable<ChangedRow> {

  @Override
  public int compareTo(ChangedRow other) {
    return table != other.table
        ? Integer.compare(table, other.table)
        : Integer.compare(map, other.map);
  }
}
