package io.firstspike.engine.network;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.WeightTable.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * All numbers that a network has learned, in tables with a name and one row for each map ({@link
 * WeightTable}). The first tables are the weights of the layers, feature layers first; those that
 * accompany the decision layer's weights follow, with those of its hidden neurons, then the numbers
 * of the graph that encodes.
 *
 * <p><em>Versions.</em> Nobody can change a row unnoticed. Who keeps a copy, such as a state, a
 * topic or the memory of a device, notes the {@link #version()} that it is of, and asks later for
 * the rows that have changed since:
 *
 * <pre>{@code
 * RowSet changed = weights.changedSince(copied); // at first Weights.Version.NONE: all rows
 * copied = weights.version();
 * }</pre>
 *
 * <p>Reading is thread-safe while no weights are being set.
 */
@API(status = Status.MAINTAINED)
public final class Weights {

  /** A moment in the life of {@link Weights}. Immutable. */
  public static final class Version {

    /** The moment before everything, of any weights: all rows have changed since. */
    public static final Version NONE = new Version(null, new long[0]);

    private final Weights weights;

    /** The versions of the tables. */
    private final long[] versions;

    private Version(Weights weights, long[] versions) {
      this.weights = weights;
      this.versions = versions;
    }

    private long of(int table) {
      return this == NONE ? LayerWeights.NO_VERSION : versions[table];
    }
  }

  private final List<WeightTable> tables;
  private final List<LayerWeights> numbers;

  /** The index of the decision layer's weights; all that accompanies them follows. */
  private final int decisions;

  private Weights(List<WeightTable> tables, List<LayerWeights> numbers) {
    this.tables = List.copyOf(tables);
    this.numbers = List.copyOf(numbers);
    this.decisions = (int) tables.stream().filter(t -> t.kind() == Kind.WEIGHTS).count() - 1;
  }

  /**
   * Weights of 0.
   *
   * @param layouts the structure of each table
   */
  static Weights zero(List<WeightTable> tables, List<Convolution> layouts) {
    return new Weights(tables, layouts.stream().map(LayerWeights::new).toList());
  }

  /** A copy of all tables, whose versions are its own. */
  public Weights copy() {
    return copyFrom(0);
  }

  /** A copy of the decision layer's tables, with the same tables of the feature layers. */
  Weights withOwnDecisions() {
    return copyFrom(decisions);
  }

  private Weights copyFrom(int first) {
    List<LayerWeights> own = new ArrayList<>(numbers);
    for (int table = first; table < own.size(); table++) {
      if (changes(table)) {
        own.set(table, own.get(table).copy());
      }
    }
    return new Weights(tables, own);
  }

  /** Whether learning can change a table; the numbers of a graph may be shared. */
  private boolean changes(int table) {
    return tables.get(table).kind() != Kind.GRAPH;
  }

  /** Replaces the decision layer's tables by those of {@code other}. */
  void copyDecisions(Weights other) {
    for (int table = decisions; table < numbers.size(); table++) {
      if (changes(table)) {
        numbers.get(table).copyFrom(other.numbers.get(table));
      }
    }
  }

  /**
   * Replaces all rows.
   *
   * @param rows {@code [table][map][synapse]}, copied
   * @throws IllegalArgumentException if their sizes do not fit
   */
  void set(float[][][] rows) {
    requireShapeOf(rows);
    for (int table = 0; table < rows.length; table++) {
      for (int map = 0; map < rows[table].length; map++) {
        setRow(table, map, rows[table][map]);
      }
    }
  }

  private void requireShapeOf(float[][][] rows) {
    if (rows.length != tables.size()) {
      throw new IllegalArgumentException(
          "weights of " + rows.length + " layers for a network of " + tables.size());
    }
    for (int table = 0; table < rows.length; table++) {
      int maps = numbers.get(table).maps();
      int fan = numbers.get(table).layout().fan();
      if (rows[table].length != maps || rows[table][0].length != fan) {
        throw new IllegalArgumentException(
            "layer "
                + tables.get(table).name()
                + " needs weights of "
                + maps
                + " x "
                + fan
                + ", not "
                + rows[table].length
                + " x "
                + (rows[table].length == 0 ? 0 : rows[table][0].length));
      }
    }
  }

  /** The descriptions of the tables, in their order. */
  public List<WeightTable> tables() {
    return tables;
  }

  /**
   * Table {@code table}, to be read and changed; the weights of a layer have the layer's number.
   */
  public LayerWeights table(int table) {
    return numbers.get(table);
  }

  /** The weights of the decision layer, to be read and changed. */
  public LayerWeights decisions() {
    return numbers.get(decisions);
  }

  /**
   * The table of this kind that accompanies the decision layer's weights; empty if there is none.
   */
  public Optional<LayerWeights> beside(Kind kind) {
    for (int table = 0; table < tables.size(); table++) {
      if (tables.get(table).kind() == kind) {
        return Optional.of(numbers.get(table));
      }
    }
    return Optional.empty();
  }

  /** A copy of row {@code map} of table {@code table}. */
  public float[] row(int table, int map) {
    return numbers.get(table).row(map);
  }

  /** A copy of table {@code table}, {@code [map][synapse]}; faster than row by row. */
  public float[][] rows(int table) {
    return numbers.get(table).rows();
  }

  /** A copy of all tables, {@code [table][map][synapse]}. */
  public float[][][] toArrays() {
    return numbers.stream().map(LayerWeights::rows).toArray(float[][][]::new);
  }

  /** Replaces row {@code map} of table {@code table} by a copy of {@code row}. */
  public void setRow(int table, int map, float[] row) {
    numbers.get(table).setRow(map, row);
  }

  /** The memory that table {@code table} takes, in bytes. */
  public long bytes(int table) {
    return numbers.get(table).bytes();
  }

  /** The present moment. */
  public Version version() {
    return new Version(this, numbers.stream().mapToLong(LayerWeights::version).toArray());
  }

  /**
   * The rows that have been changed, or marked as changed, since {@code earlier}.
   *
   * @throws IllegalArgumentException if that is a version of other weights
   */
  public RowSet changedSince(Version earlier) {
    if (earlier != Version.NONE && earlier.weights != this) {
      throw new IllegalArgumentException("a version of other weights");
    }
    BitSet[] changed = new BitSet[numbers.size()];
    for (int table = 0; table < changed.length; table++) {
      LayerWeights rows = numbers.get(table);
      changed[table] = new BitSet(rows.maps());
      for (int map = 0; map < rows.maps(); map++) {
        changed[table].set(map, rows.changedSince(map, earlier.of(table)));
      }
    }
    return new RowSet(changed);
  }
}
