package io.firstspike.engine.network;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A set of rows of a network's tables. Immutable. */
@API(status = Status.MAINTAINED)
public final class RowSet {

  /** The set of no rows. */
  public static final RowSet NONE = new RowSet(new BitSet[0]);

  /** The maps in the set, by table; never changed. */
  private final BitSet[] maps;

  /** The set of these maps, by table; the array is not copied and must not be changed. */
  RowSet(BitSet[] maps) {
    this.maps = maps;
  }

  /** The set that {@code numbers}, made by {@link #numbers}, describe. */
  public static RowSet of(List<long[]> numbers) {
    return new RowSet(numbers.stream().map(BitSet::valueOf).toArray(BitSet[]::new));
  }

  /** The set as numbers: for each table one bit for each of its maps. */
  public List<long[]> numbers() {
    return Stream.of(maps).map(BitSet::toLongArray).toList();
  }

  /** The number of tables; none from there on has a row in the set. */
  public int tables() {
    return maps.length;
  }

  /** The maps of table {@code table} in the set, ascending, in a new array. */
  public int[] maps(int table) {
    return maps[table].stream().toArray();
  }

  /** The number of rows. */
  public int size() {
    return Stream.of(maps).mapToInt(BitSet::cardinality).sum();
  }

  /** The rows that are in this set or in the other one. */
  public RowSet union(RowSet other) {
    BitSet[] both = new BitSet[Math.max(maps.length, other.maps.length)];
    Arrays.setAll(both, table -> new BitSet());
    for (RowSet set : List.of(this, other)) {
      for (int table = 0; table < set.maps.length; table++) {
        both[table].or(set.maps[table]);
      }
    }
    return new RowSet(both);
  }

  /** Whether {@code other} is a set of the same rows, of as many tables. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RowSet set && Arrays.equals(maps, set.maps);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(maps);
  }

  /** The numbers of the maps, by table. */
  @Override
  public String toString() {
    return Arrays.toString(maps);
  }
}
