package io.firstspike.pipeline.stream.learner;

import io.firstspike.engine.spec.NetworkSpec;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** A set of rows of a network's tables. Not thread-safe. */
final class Rows {

  /** The maps in the set, by table. */
  private final BitSet[] maps;

  private Rows(int tables) {
    this.maps = Stream.generate(BitSet::new).limit(tables).toArray(BitSet[]::new);
  }

  /** The empty set, for a network of {@code spec}. */
  static Rows none(NetworkSpec spec) {
    return new Rows(spec.tables().size());
  }

  /** The set of all rows of a network of {@code spec}. */
  static Rows all(NetworkSpec spec) {
    Rows rows = none(spec);
    for (int table = 0; table < rows.maps.length; table++) {
      rows.maps[table].set(0, spec.tables().get(table).rows());
    }
    return rows;
  }

  /** The set that {@code numbers}, made by {@link #numbers}, describe. */
  static Rows of(List<long[]> numbers) {
    Rows rows = new Rows(numbers.size());
    for (int table = 0; table < rows.maps.length; table++) {
      rows.maps[table] = BitSet.valueOf(numbers.get(table));
    }
    return rows;
  }

  /** The set as numbers: one array per table. */
  List<long[]> numbers() {
    return Stream.of(maps).map(BitSet::toLongArray).toList();
  }

  void add(int table, int map) {
    maps[table].set(map);
  }

  int tables() {
    return maps.length;
  }

  /** The first map of {@code table} in the set, from {@code map} on; -1 if there is none. */
  int next(int table, int map) {
    return maps[table].nextSetBit(map);
  }

  /** The number of rows of {@code table} in the set. */
  int count(int table) {
    return maps[table].cardinality();
  }

  void clear() {
    for (BitSet table : maps) {
      table.clear();
    }
  }
}
