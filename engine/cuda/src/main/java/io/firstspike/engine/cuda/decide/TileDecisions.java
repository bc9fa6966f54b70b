package io.firstspike.engine.cuda.decide;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decisions on large batches by the potential of neurons that see the whole input, from who fires:
 * a lane an image, and weights in shared memory, a tile after the other. The kernels are those of
 * {@code tiles.cuh}.
 *
 * @param kernel name of the kernel
 * @param floats floats of a row of weights in shared memory
 * @param rowsPerWord rows of the input that a word holds
 * @param words words of an image
 * @param tileWords words whose inputs have their weights in a tile
 */
record TileDecisions(
    Device device,
    DecisionSpec spec,
    int steps,
    Shape input,
    DeviceTable weights,
    String kernel,
    int floats,
    int rowsPerWord,
    int words,
    int tileWords) {

  private static final String KERNEL = "fs_decide_tiles_";

  /** The numbers of maps that there are kernels for. */
  private static final int[] MAPS = {4, 8, 10, 12, 16};

  private static final int LANES = 32;
  private static final int FLOATS_OF_A_LOAD = 4;

  /** Words that a warp stages at a time, and their pitch, as the kernel has them. */
  private static final int STAGED = 16;

  private static final int STAGED_BYTES = STAGED * (LANES + 1) * Integer.BYTES;

  /** The most warps of a block, as the kernel has it. */
  private static final int MOST_WARPS = 16;

  /**
   * Images of a batch for each multiprocessor from which on the tiles pay. However few images there
   * are, {@code fs_decide_bits} takes the time of a round of blocks, and a lane here that of its
   * image; by the profile of the former, that is longer.
   */
  private static final int LEAST_EACH = 8;

  /**
   * Such decisions, if the layer is one that they can be made for by potentials of whole inputs.
   */
  static Optional<TileDecisions> of(
      Device device, NetworkSpec network, Convolution layout, DeviceTable weights) {
    Shape input = layout.input();
    OptionalInt maps = Arrays.stream(MAPS).filter(most -> layout.output().maps() <= most).min();
    if (maps.isEmpty() || DeviceSpikes.wordsPerRow(input) > 1) {
      return Optional.empty();
    }
    int floats = Parts.of(maps.getAsInt(), FLOATS_OF_A_LOAD) * FLOATS_OF_A_LOAD;
    int rowsPerWord = Integer.SIZE / input.width();
    int words = Parts.of(input.maps() * input.height(), rowsPerWord);
    long wordBytes = (long) rowsPerWord * input.width() * floats * Float.BYTES;
    int most = (int) ((device.sharedBytes() - MOST_WARPS * STAGED_BYTES) / wordBytes);
    if (most < 1) {
      return Optional.empty();
    }
    return Optional.of(
        new TileDecisions(
            device,
            network.decision(),
            network.encoding().steps(),
            input,
            weights,
            KERNEL + maps.getAsInt(),
            floats,
            rowsPerWord,
            words,
            Parts.of(words, Parts.of(words, most))));
  }

  /** The least images of a batch that they are faster for than {@link BitDecisions}. */
  int least() {
    return LEAST_EACH * device.info().multiprocessors();
  }

  /** Decides on {@code count} images, at least 1: see {@link BitDecisions}. */
  void decide(Stream stream, DeviceSpikes evidence, int count, DeviceMemory decisions) {
    int warps = Parts.of(count, LANES);
    int together = Parts.of(warps, device.info().multiprocessors());
    // As many multiprocessors as possible, and as few rounds.
    int blockWarps = Parts.of(together, Parts.of(together, MOST_WARPS));
    int span = rowsPerWord * input.width();
    device
        .kernel(kernel)
        .launch(
            stream,
            Parts.of(warps, blockWarps),
            blockWarps * LANES,
            tileWords * span * floats * Float.BYTES + blockWarps * STAGED_BYTES,
            evidence.memory(),
            input.maps() * input.height(),
            rowsPerWord,
            input.width(),
            weights.memory(),
            weights.stride(),
            steps,
            count,
            spec.takenMaps(),
            spec.neuronsPerLabel(),
            DecisionStage.floor(spec),
            tileWords,
            decisions);
  }
}
