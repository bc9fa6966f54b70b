package io.firstspike.pipeline.stream.learner;

import io.firstspike.engine.spec.NetworkSpec;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** Some rows of a network's tables. Not thread-safe. */
final class Rows {

  /** The maps of each table. */
  private final BitSet[] maps;

  private Rows(int tables) {
    this.maps = Stream.generate(BitSet::new).limit(tables).toArray(BitSet[]::new);
  }

  /** No row of a network of {@code spec}. */
  static Rows none(NetworkSpec spec) {
    return new Rows(spec.tables().size());
  }

  /** All rows of a network of {@code spec}. */
  static Rows all(NetworkSpec spec) {
    Rows rows = none(spec);
    for (int table = 0; table < rows.maps.length; table++) {
      rows.maps[table].set(0, spec.tables().get(table).rows());
    }
    return rows;
  }

  /** Those that {@code numbers} tell, which {@link #numbers} gave. */
  static Rows of(List<long[]> numbers) {
    Rows rows = new Rows(numbers.size());
    for (int table = 0; table < rows.maps.length; table++) {
      rows.maps[table] = BitSet.valueOf(numbers.get(table));
    }
    return rows;
  }

  /** All of them as numbers, one array a table. */
  List<long[]> numbers() {
    return Stream.of(maps).map(BitSet::toLongArray).toList();
  }

  void add(int table, int map) {
    maps[table].set(map);
  }

  int tables() {
    return maps.length;
  }

  /** The first row of {@code table} from {@code map} on; -1 if there is none. */
  int next(int table, int map) {
    return maps[table].nextSetBit(map);
  }

  /** How many of {@code table}. */
  int count(int table) {
    return maps[table].cardinality();
  }

  void clear() {
    for (BitSet table : maps) {
      table.clear();
    }
  }
}
