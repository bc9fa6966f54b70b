package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spec.StdpSpec;

/**
 * Sharing of the learning of a layer among the blocks of the kernels of {@code features.cuh}. If
 * the layer is small enough, each block keeps all its weights in shared memory (near); otherwise
 * they stay in the device's memory (far).
 *
 * @param kernel name of the kernel
 * @param blocks number of blocks
 * @param threads threads of a block
 * @param sharedBytes bytes of shared memory of a block
 * @param winnerBytes bytes of each block's winners in the device's memory; 0: in shared memory
 * @param contest the struct {@code FsContest}
 */
record FeaturePlan(
    String kernel, int blocks, int threads, int sharedBytes, long winnerBytes, int[] contest) {

  private static final int LANES = 32;
  private static final int MOST_WARPS = 32;
  private static final int LEAST_WARPS = 4;
  private static final String FAR = "fs_learn_frames_far";
  private static final String NEAR = "fs_learn_frames_near";

  /** The maps of a lane that there are kernels for. */
  private static final int[] MAPS_OF_LANE = {1, 2, 4, 8};

  /** Bytes in which the warps of a block compare survivors. */
  private static final int COMPARED = 64 * (Long.BYTES + Integer.BYTES);

  /** Bytes of a location's survivor. */
  private static final int WORD = Long.BYTES;

  /** Bytes of a block's location: its survivor, and the warps that have finished. */
  private static final int SLOT = Long.BYTES + Integer.BYTES;

  /** Bytes of a winner. */
  private static final int WINNER = 3 * Integer.BYTES;

  /** Floats behind the weights that lanes without a map read. */
  private static final int BEHIND = 256;

  /** The most bytes of shared memory that survivors take where the weights are far. */
  private static final int MOST_COPIED = 64 << 10;

  /** The neurons that are shared out. */
  private record Work(int locations, int maps, int room, StdpSpec stdp, float threshold) {}

  /** How a block's warps share its locations: M maps for each lane. */
  private record Shares(int mapsOfLane, int parts, int share, int slots, int threads) {

    static Shares of(Work work, int blocks, int mapsOfLane) {
      int parts = Parts.of(work.maps, LANES * mapsOfLane);
      int slots = Parts.of(work.locations, blocks);
      int share = Math.max(1, Math.min(parts, MOST_WARPS / slots));
      long useful = Math.max((long) slots * share, Parts.of(work.locations, LANES));
      int warps = (int) Math.max(LEAST_WARPS, Math.min(MOST_WARPS, useful));
      return new Shares(mapsOfLane, parts, share, slots, LANES * warps);
    }

    int[] contest(Work work, int slots, boolean copied, int pitch) {
      return new int[] {
        work.room,
        work.stdp.inhibitionRadius(),
        Float.floatToRawIntBits(work.threshold),
        parts,
        share,
        slots,
        copied ? 1 : 0,
        pitch
      };
    }
  }

  /**
   * Plans the learning of a layer.
   *
   * @param steps number of time steps
   * @param threshold potential that a neuron must exceed to fire, 0 or above
   */
  static FeaturePlan of(
      Device device, Convolution layout, int steps, float threshold, StdpSpec stdp) {
    int locations = layout.output().locations();
    int maps = layout.output().maps();
    int room = Math.min(stdp.winners(), Math.min(maps, locations));
    Work work = new Work(locations, maps, room, stdp, threshold);
    FeaturePlan near = near(device, layout, steps, work);
    return near == null ? far(device, work) : near;
  }

  private static FeaturePlan near(Device device, Convolution layout, int steps, Work work) {
    int blocks = Math.min(work.locations, device.info().multiprocessors());
    Shares shares = null;
    for (int mapsOfLane : MAPS_OF_LANE) {
      // The fewer maps a lane has, the more warps hide each other's delays.
      shares = Shares.of(work, blocks, mapsOfLane);
      if (shares.share == shares.parts) {
        break;
      }
    }
    int fan = layout.fan();
    int pitch = work.maps | 1;
    long slotBytes = SLOT + (long) Integer.BYTES * (steps + fan);
    long bytes =
        COMPARED
            + shares.slots * slotBytes
            + (long) work.locations * WORD
            + (long) work.room * WINNER
            + (long) fan * 2 * Integer.BYTES
            + ((long) fan * pitch + BEHIND) * Float.BYTES
            + layout.input().size();
    if (bytes > device.sharedBytes()) {
      return null;
    }
    String kernel = NEAR + shares.mapsOfLane;
    return device.kernel(kernel).together(shares.threads, (int) bytes) < blocks
        ? null
        : new FeaturePlan(
            kernel,
            blocks,
            shares.threads,
            (int) bytes,
            0,
            shares.contest(work, shares.slots, true, pitch));
  }

  private static FeaturePlan far(Device device, Work work) {
    int blocks = Math.min(work.locations, device.info().multiprocessors());
    Shares shares = Shares.of(work, blocks, 1);
    int slots = shares.share > 1 ? shares.slots : 0;
    boolean copied = (long) work.locations * WORD <= MOST_COPIED;
    long fixed = COMPARED + (long) slots * SLOT + (copied ? (long) work.locations * WORD : 0);
    long winners = (long) work.room * WINNER;
    boolean shared = fixed + winners <= device.sharedBytes();
    int bytes = (int) (shared ? fixed + winners : fixed);
    return new FeaturePlan(
        FAR,
        Math.min(blocks, device.kernel(FAR).together(shares.threads, bytes)),
        shares.threads,
        bytes,
        shared ? 0 : winners,
        shares.contest(work, slots, copied, 0));
  }
}
