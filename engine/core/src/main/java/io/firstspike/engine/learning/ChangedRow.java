package io.firstspike.engine.learning;

/**
 * A row of a network's tables that has changed.
 *
 * @param table index of the table, see {@link io.firstspike.engine.spec.NetworkSpec#tables}
 * @param map index of the row, which is that of its map
 */
public record ChangedRow(int table, int map) implements Comparable<ChangedRow> {

  @Override
  public int compareTo(ChangedRow other) {
    return table != other.table
        ? Integer.compare(table, other.table)
        : Integer.compare(map, other.map);
  }
}
