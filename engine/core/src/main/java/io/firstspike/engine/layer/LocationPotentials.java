package io.firstspike.engine.layer;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * Potentials of a layer's neurons after the last spike of a volley, for as many locations as are
 * asked for. Each neuron adds up its weights in the order of the spikes, as {@link Potentials}
 * does, so the sums have the same bits; but a location adds the weights of several spikes while it
 * holds its sums in registers. Spikes are taken in {@value #BLOCK}s, for which all locations find
 * the weights of an input map in the nearest memory.
 *
 * <p>Potentials are laid out as in {@link Potentials}. Not thread-safe.
 */
final class LocationPotentials {

  private static final int BLOCK = 16;

  /** The most entries of the table of offsets: 4 MB. */
  private static final int MOST_OFFSETS = 1 << 20;

  private static final int NOT_SEEN = -1;

  private final LayerWeights synapses;
  private final WeightLoops loops;
  private final int cells;
  private final int stride;
  private final int mapWeights;
  private final float[] values;

  /**
   * For each location and each cell of an input map, where the weights between them begin among
   * those of that input map; {@value #NOT_SEEN} where the cell is outside the window.
   */
  private final int[] offsets;

  private final int[] starts = new int[BLOCK];
  private final int[] received;
  private final int[] perCell;
  private final boolean[] done;
  private final int[] chosen;
  private int chosenCount;
  private int[] cellOf = new int[0];
  private int[] weightsOf = new int[0];
  private int count;

  LocationPotentials(LayerWeights synapses, WeightLoops loops) {
    Convolution layout = synapses.layout();
    this.synapses = synapses;
    this.loops = loops;
    this.cells = layout.input().locations();
    this.stride = layout.stride();
    this.mapWeights = layout.window().area() * stride;
    this.values = new float[Math.multiplyExact(layout.output().locations(), stride)];
    this.offsets = offsets(layout);
    this.received = new int[layout.output().locations()];
    this.perCell = new int[cells];
    this.done = new boolean[received.length];
    this.chosen = new int[received.length];
  }

  /** Whether a layer of this structure is summed up so: if it has several locations, but few. */
  static boolean fit(Convolution layout) {
    long locations = layout.output().locations();
    return locations > 1 && locations * layout.input().locations() <= MOST_OFFSETS;
  }

  private static int[] offsets(Convolution layout) {
    Shape input = layout.input();
    Shape output = layout.output();
    Window window = layout.window();
    int[] offsets = new int[output.locations() * input.locations()];
    for (int i = 0; i < offsets.length; i++) {
      int location = i / input.locations();
      int cell = i % input.locations();
      int ky =
          cell / input.width()
              + window.rowPadding()
              - location / output.width() * window.rowStride();
      int kx =
          cell % input.width()
              + window.columnPadding()
              - location % output.width() * window.columnStride();
      boolean seen = ky >= 0 && ky < window.height() && kx >= 0 && kx < window.width();
      offsets[i] = seen ? layout.place(ky * window.width() + kx) : NOT_SEEN;
    }
    return offsets;
  }

  /** Takes a volley; no location is summed up yet. */
  void show(Spikes volley) {
    count = volley.count();
    if (cellOf.length < count) {
      cellOf = new int[2 * count];
      weightsOf = new int[2 * count];
    }
    for (int i = 0; i < count; i++) {
      int map = volley.spike(i) / cells;
      cellOf[i] = volley.spike(i) - map * cells;
      weightsOf[i] = map * mapWeights;
    }
    Arrays.fill(received, 0);
    Arrays.fill(perCell, 0);
    Arrays.fill(done, false);
    chosenCount = 0;
    for (int i = 0; i < count; i++) {
      perCell[cellOf[i]]++;
    }
    for (int i = 0; i < offsets.length; i++) {
      received[i / cells] += offsets[i] == NOT_SEEN ? 0 : perCell[i % cells];
    }
  }

  /** The spikes that the neurons at {@code location} receive. */
  int received(int location) {
    return received[location];
  }

  /** Chooses a location for the next {@link #sum}, unless it has been summed up. */
  void choose(int location) {
    if (!done[location]) {
      done[location] = true;
      chosen[chosenCount++] = location;
    }
  }

  /**
   * Sums up the chosen locations, which {@link #summed} lists until others are chosen.
   *
   * @return their number
   */
  int sum() {
    for (int i = 0; i < chosenCount; i++) {
      Arrays.fill(values, place(chosen[i]), place(chosen[i]) + stride, 0);
    }
    float[] weights = synapses.values();
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      for (int i = 0; i < chosenCount; i++) {
        int seen = list(chosen[i], from, to);
        loops.addRows(weights, starts, seen, values, place(chosen[i]), stride);
      }
    }
    int summed = chosenCount;
    chosenCount = 0;
    return summed;
  }

  /** The {@code i}-th location that the last {@link #sum} summed up. */
  int summed(int i) {
    return chosen[i];
  }

  /** Lists in {@code starts} the weights of those spikes of a block that a location receives. */
  private int list(int location, int from, int to) {
    int seen = 0;
    for (int i = from; i < to; i++) {
      int offset = offsets[location * cells + cellOf[i]];
      starts[seen] = weightsOf[i] + offset;
      seen += offset == NOT_SEEN ? 0 : 1;
    }
    return seen;
  }

  /** The index in {@link #values()} at which the potentials of {@code location} begin. */
  int place(int location) {
    return location * stride;
  }

  /** The potentials; only those of locations that have been summed up are defined. */
  float[] values() {
    return values;
  }
}
