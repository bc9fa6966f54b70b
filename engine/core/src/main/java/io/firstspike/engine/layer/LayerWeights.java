package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The weights of one layer, or other numbers that it has one of for each synapse: a row of {@code
 * fan()} floats for each map, in the order (input map, window row, window column). A position in a
 * row is called a <em>tap</em>.
 *
 * <p><em>Memory layout.</em> It is that of {@link Convolution}: for each tap the weights of all
 * maps, filled up with zeros to a multiple of {@value InnerLoops#LANES}.
 *
 * <p><em>Versions.</em> Nobody can change a weight unnoticed: whatever does raises {@link
 * #version()} and stamps the rows that it changes with it. Who keeps something that is made from
 * weights, in memory, in a file or on a topic, notes the version and asks later which rows {@link
 * #changedSince} it.
 *
 * <p>Reading is thread-safe while no weights are being set.
 */
@API(status = Status.MAINTAINED)
public final class LayerWeights {

  /** A version before the first one: every row has changed since. */
  public static final long NO_VERSION = -1;

  private final Convolution layout;

  /** Those of the layout, which learning reads for every synapse. */
  private final int[] places;

  private final float[] values;
  private final long[] stamps;
  private long version;
  private boolean excitatory = true;

  /** For each row, a number that none of its weights exceeds; infinite if none is known. */
  private final float[] bounds;

  // Buffers for changes of weights, which only one thread makes at a time.
  private int[] starts = new int[0];
  private final float[] filledUp;

  /** Creates weights of 0. */
  public LayerWeights(Convolution layout) {
    this(layout, new float[layout.size()]);
  }

  private LayerWeights(Convolution layout, float[] values) {
    this.layout = layout;
    this.places = layout.places();
    this.values = values;
    this.stamps = new long[layout.output().maps()];
    this.filledUp = new float[layout.stride()];
    this.bounds = new float[stamps.length];
  }

  /** A copy, whose versions are its own. */
  public LayerWeights copy() {
    LayerWeights copy = new LayerWeights(layout, values.clone());
    copy.excitatory = excitatory;
    System.arraycopy(bounds, 0, copy.bounds, 0, bounds.length);
    return copy;
  }

  /**
   * Replaces all weights by those of {@code other}.
   *
   * @throws IllegalArgumentException if {@code other} has another structure
   */
  public void copyFrom(LayerWeights other) {
    if (other.values.length != values.length || other.layout.stride() != layout.stride()) {
      throw new IllegalArgumentException(
          "a layer of "
              + layout.output()
              + " cannot take the weights of one of "
              + other.layout.output());
    }
    stampFirst(stamps.length);
    System.arraycopy(other.values, 0, values, 0, values.length);
    excitatory = other.excitatory;
    System.arraycopy(other.bounds, 0, bounds, 0, bounds.length);
  }

  /** The structure of the layer, and where its weights lie. */
  public Convolution layout() {
    return layout;
  }

  /** The number of rows. */
  public int maps() {
    return stamps.length;
  }

  /** The weights in the memory layout; the array is not copied and must not be changed. */
  float[] values() {
    return values;
  }

  /** The memory that the weights take, in bytes. */
  public long bytes() {
    return (long) values.length * Float.BYTES;
  }

  /** The weight at tap {@code tap} of map {@code map}. */
  public float weight(int tap, int map) {
    return values[places[tap] + map];
  }

  /** The weights of one map, in a new array. */
  public float[] row(int map) {
    float[] row = new float[layout.fan()];
    readRow(map, row);
    return row;
  }

  /**
   * The weights of all maps, {@code [map][tap]}, in new arrays; much faster than map by map, due to
   * the memory layout.
   */
  public float[][] rows() {
    float[][] rows = new float[maps()][layout.fan()];
    for (int tap = 0; tap < layout.fan(); tap++) {
      int place = places[tap];
      for (int map = 0; map < rows.length; map++) {
        rows[map][tap] = values[place + map];
      }
    }
    return rows;
  }

  /** Copies the weights of one map into {@code row}, {@code fan()} floats. */
  public void readRow(int map, float[] row) {
    for (int tap = 0; tap < layout.fan(); tap++) {
      row[tap] = values[places[tap] + map];
    }
  }

  /**
   * Sets the weights of one map to those in {@code row}, {@code fan()} floats.
   *
   * @throws IllegalArgumentException if their number is wrong
   */
  public void setRow(int map, float[] row) {
    if (row.length != layout.fan()) {
      throw new IllegalArgumentException(
          "a row of this layer has " + layout.fan() + " weights, not " + row.length);
    }
    stamp(map);
    boolean negative = false;
    float highest = Float.NEGATIVE_INFINITY;
    for (int tap = 0; tap < row.length; tap++) {
      values[places[tap] + map] = row[tap];
      negative |= !(row[tap] >= 0);
      highest = Math.max(highest, row[tap]);
    }
    bounds[map] = highest;
    excitatory &= !negative;
  }

  /** Sets the weight at tap {@code tap} of map {@code map}. */
  public void setWeight(int tap, int map, float weight) {
    stamp(map);
    values[places[tap] + map] = weight;
    excitatory &= weight >= 0;
    bounds[map] = Math.max(bounds[map], weight);
  }

  /**
   * Adds to weights of a layer whose neurons are connected to the whole input: to those of all
   * inputs that fire in time step {@code step} of {@code volley}.
   *
   * @param changes numbers to add, one for each of the first maps; the other maps stay as they are
   */
  public void add(Spikes volley, int step, float[] changes, WeightLoops loops) {
    stampFirst(changes.length);
    forgetBounds(changes.length);
    loops.addToRows(
        filledUp(changes), values, starts(volley, step), volley.end(step) - volley.start(step));
  }

  /**
   * Changes weights of a layer whose neurons are connected to the whole input by an adaptive step
   * size: those of all inputs that fire in time step {@code step} of {@code volley}. The larger the
   * past errors of a synapse, the smaller its change; see {@link WeightLoops#adapt}.
   *
   * @param errors one for each of the first maps; the other maps stay as they are
   * @param rate step size of a synapse without past errors
   * @param squares numbers of the same structure: the sum of the squared errors of each synapse;
   *     updated as well
   */
  public void adapt(
      Spikes volley,
      int step,
      float[] errors,
      float rate,
      LayerWeights squares,
      WeightLoops loops) {
    stampFirst(errors.length);
    squares.stampFirst(errors.length);
    forgetBounds(errors.length);
    squares.forgetBounds(errors.length);
    loops.adapt(
        filledUp(errors),
        rate,
        values,
        squares.values,
        starts(volley, step),
        volley.end(step) - volley.start(step));
  }

  /**
   * Moves the weights of the first {@code maps} maps towards those of {@code goal}, which has the
   * same structure and, for all other maps, the same weights already.
   *
   * @param share the part of the way, 0 to 1
   */
  public void approach(LayerWeights goal, float share, int maps) {
    boolean neverNegative = excitatory && goal.excitatory;
    stampFirst(maps);
    forgetBounds(maps);
    excitatory = neverNegative;
    float[] to = goal.values;
    for (int i = 0; i < values.length; i++) {
      values[i] += share * (to[i] - values[i]);
    }
  }

  /** The changes of the first maps, followed by zeros for all others. */
  private float[] filledUp(float[] changes) {
    System.arraycopy(changes, 0, filledUp, 0, changes.length);
    Arrays.fill(filledUp, changes.length, filledUp.length, 0);
    return filledUp;
  }

  /** The place in {@link #values} of the weights of each input that fires in {@code step}. */
  private int[] starts(Spikes volley, int step) {
    int from = volley.start(step);
    int count = volley.end(step) - from;
    if (starts.length < count) {
      starts = new int[2 * count];
    }
    for (int i = 0; i < count; i++) {
      starts[i] = places[volley.spike(from + i)];
    }
    return starts;
  }

  /** A number that grows whenever weights change, from 0. */
  public long version() {
    return version;
  }

  /** Whether the row of {@code map} has changed after {@link #version()} was {@code earlier}. */
  public boolean changedSince(int map, long earlier) {
    return stamps[map] > earlier;
  }

  /**
   * Counts the row of {@code map} as changed although its weights stay as they are: for rows that
   * are to be kept together with one that has changed.
   */
  public void markChanged(int map) {
    stamp(map);
  }

  private void stamp(int map) {
    stamps[map] = ++version;
  }

  private void stampFirst(int maps) {
    version++;
    Arrays.fill(stamps, 0, maps, version);
  }

  /**
   * Whether no weight has ever been set below 0, so that potentials can only grow while spikes
   * arrive.
   */
  boolean excitatory() {
    return excitatory;
  }

  /** A number that no weight exceeds; infinite if none is known. */
  float highest() {
    float highest = Float.NEGATIVE_INFINITY;
    for (float bound : bounds) {
      highest = Math.max(highest, bound);
    }
    return highest;
  }

  /** After changes of the first maps by numbers that are not looked at. */
  private void forgetBounds(int maps) {
    excitatory = false;
    Arrays.fill(bounds, 0, maps, Float.POSITIVE_INFINITY);
  }

  /** Whether all weights are 0 or 1. */
  boolean binary() {
    // The numbers that fill up the maps are 0.
    for (float weight : values) {
      if (weight != 0 && weight != 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * The distance of the layer from convergence (Kheradpisheh et al. 2018): the mean of w (1 - w)
   * over all weights. It is 0 if all weights are 0 or 1, and 0.25 if all are 0.5.
   */
  public double convergence() {
    double sum = 0;
    for (int tap = 0; tap < layout.fan(); tap++) {
      int place = places[tap];
      for (int map = 0; map < maps(); map++) {
        float weight = values[place + map];
        sum += weight * (1.0 - weight);
      }
    }
    return sum / ((double) layout.fan() * maps());
  }

  /** The share of weights that are nearer to 1 than to 0; empty if some are outside 0 to 1. */
  public OptionalDouble ones() {
    long ones = 0;
    for (int tap = 0; tap < layout.fan(); tap++) {
      int place = places[tap];
      for (int map = 0; map < maps(); map++) {
        float weight = values[place + map];
        if (!(weight >= 0 && weight <= 1)) {
          return OptionalDouble.empty();
        }
        ones += weight > 0.5f ? 1 : 0;
      }
    }
    return OptionalDouble.of((double) ones / ((long) layout.fan() * maps()));
  }
}
