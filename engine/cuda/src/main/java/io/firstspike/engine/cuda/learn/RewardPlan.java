package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;

/**
 * How the blocks of {@code rewards.cuh} divide the maps of a decision layer that learns by R-STDP:
 * each keeps the weights of some of them in shared memory.
 *
 * @param blocks number of blocks
 * @param threads threads of a block
 * @param sharedBytes bytes of shared memory of a block
 * @param share how the weights of the maps of a block lie there
 */
record RewardPlan(int blocks, int threads, int sharedBytes, Share share) {

  private static final String KERNEL = "fs_learn_rewards_near";
  private static final int LANES = 32;
  private static final int MOST_WARPS = 16;

  /** Warps that bring the next list while others look for the words of blocks. */
  private static final int FETCHING_WARPS = 4;

  /**
   * The most warps for the sake of a winner's synapses, and the synapses of a thread until then.
   */
  private static final int LEARNING_WARPS = 16;

  private static final int SYNAPSES_EACH = 8;

  /** Places of a list that are read at a time. */
  private static final int GROUP = 8;

  /** Groups by which lists are read ahead. */
  private static final int AHEAD = 3;

  /** Banks of shared memory. */
  private static final int BANKS = 32;

  /** Floats by which a row is made longer at most, so that neurons read different banks. */
  private static final int MOST_LONGER = 8;

  /** Bytes in which warps and blocks compare their best neurons. */
  private static final int COMPARED = 2 * 64 * Long.BYTES + (64 + 2) * Integer.BYTES;

  /**
   * The place of weights and lists: the struct {@code FsRewardShare}.
   *
   * @param mapsOfBlock maps of a block
   * @param room places of an image's list
   * @param parts parts of a list
   * @param plane floats of an input map
   * @param pitch floats of a row
   * @param mapPitch floats from one map to the next
   * @param origin of the first tap in a plane
   */
  record Share(
      int mapsOfBlock, int room, int parts, int plane, int pitch, int mapPitch, int origin) {

    int[] words() {
      return new int[] {mapsOfBlock, room, parts, plane, pitch, mapPitch, origin};
    }

    long bytes(Shape input) {
      return COMPARED
          + (long) (room + AHEAD * GROUP + parts) * Integer.BYTES
          + (long) mapsOfBlock * mapPitch * Float.BYTES
          + input.size();
    }

    /** The turns in which the warps of a block read a weight for each of its neurons. */
    private int turns(Convolution layout) {
      Window window = layout.window();
      Shape output = layout.output();
      int neurons = mapsOfBlock * output.locations();
      int turns = 0;
      for (int warp = 0; warp < neurons; warp += LANES) {
        int[] lanes = new int[BANKS];
        int most = 0;
        for (int neuron = warp; neuron < Math.min(neurons, warp + LANES); neuron++) {
          int location = neuron % output.locations();
          int top = location / output.width() * window.rowStride();
          int left = location % output.width() * window.columnStride();
          int place = neuron / output.locations() * mapPitch - top * pitch - left;
          most = Math.max(most, ++lanes[Math.floorMod(place, BANKS)]);
        }
        turns += most;
      }
      return turns;
    }
  }

  /** One side of a plane: cells before the window's first tap, and all cells. */
  private record Side(int before, int cells) {

    static Side of(int in, int out, int window, int stride, int padding) {
      int before = Math.max(0, (out - 1) * stride - padding);
      int last = Math.max(window - 1, in - 1 + padding);
      return new Side(before, before + last + 1);
    }
  }

  /**
   * Plans the learning of a layer.
   *
   * @param steps number of time steps
   * @param byOrder whether the first to fire decides
   * @return null if the weights do not fit into the shared memory of all blocks
   */
  static RewardPlan of(Device device, Convolution layout, int steps, boolean byOrder) {
    Shape output = layout.output();
    int least = Parts.of(output.maps(), device.info().multiprocessors());
    // More maps, up to a warp of neurons, take no longer, and fewer blocks wait for each other.
    int most = Math.max(least, Math.min(output.maps(), LANES / output.locations()));
    for (int maps = most; maps >= least; maps--) {
      Share share = share(device, layout, byOrder ? steps : 1, maps);
      if (share != null) {
        return plan(device, layout, share);
      }
    }
    return null;
  }

  private static RewardPlan plan(Device device, Convolution layout, Share share) {
    int blocks = Parts.of(layout.output().maps(), share.mapsOfBlock);
    int adding = Parts.of(share.mapsOfBlock * layout.output().locations(), LANES);
    int looking = Parts.of(blocks, LANES);
    int learning = Parts.of(layout.fan(), SYNAPSES_EACH * LANES);
    int warps =
        Math.max(Math.max(adding, looking + FETCHING_WARPS), Math.min(MOST_WARPS, learning));
    int bytes = (int) share.bytes(layout.input());
    return warps > MOST_WARPS || device.kernel(KERNEL).together(LANES * warps, bytes) < blocks
        ? null
        : new RewardPlan(blocks, LANES * warps, bytes, share);
  }

  /** The place of the weights of some maps where neurons wait least for each other's reading. */
  private static Share share(Device device, Convolution layout, int parts, int maps) {
    if ((long) maps * layout.output().locations() > LANES * MOST_WARPS) {
      return null;
    }
    Share best = null;
    int least = Integer.MAX_VALUE;
    for (int longer = 0; longer < MOST_LONGER; longer++) {
      for (int apart = 0; apart < BANKS; apart++) {
        Share share = share(device, layout, parts, maps, longer, apart);
        int turns = share == null ? Integer.MAX_VALUE : share.turns(layout);
        if (turns < least) {
          best = share;
          least = turns;
        }
      }
    }
    return best;
  }

  /** The place of the weights with longer rows, and maps further apart; null if they do not fit. */
  private static Share share(
      Device device, Convolution layout, int parts, int maps, int longer, int apart) {
    Shape input = layout.input();
    Shape output = layout.output();
    Window window = layout.window();
    Side rows =
        Side.of(
            input.height(),
            output.height(),
            window.height(),
            window.rowStride(),
            window.rowPadding());
    Side columns =
        Side.of(
            input.width(),
            output.width(),
            window.width(),
            window.columnStride(),
            window.columnPadding());
    int pitch = columns.cells + longer;
    long plane = (long) rows.cells * pitch;
    long mapPitch = (input.maps() + 1L) * plane + apart;
    // Each part is filled up to a whole group.
    long room = Parts.of(input.size() + parts * (GROUP - 1), GROUP) * (long) GROUP;
    if (maps * mapPitch * Float.BYTES + room * Integer.BYTES > device.sharedBytes()) {
      return null;
    }
    int origin = rows.before * pitch + columns.before;
    Share share = new Share(maps, (int) room, parts, (int) plane, pitch, (int) mapPitch, origin);
    return share.bytes(input) <= device.sharedBytes() ? share : null;
  }
}
