package io.firstspike.engine.cuda.decide;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Optional;

/**
 * Decisions by the potential of neurons that see the whole input, from who fires. Of many images,
 * some are side by side in a warp, with a lane for four maps of one of them (kernel {@code
 * fs_decide_bits}); of few images, each has a block ({@code fs_decide_few}); large batches are
 * decided on by {@link TileDecisions}.
 */
final class BitDecisions {

  private static final String KERNEL = "fs_decide_bits";
  private static final String FEW_KERNEL = "fs_decide_few";

  /** Images for each multiprocessor up to which each has a block. */
  private static final int FEW = 8;

  private static final int FEW_THREADS = 512;

  /** Rows that such a block adds up at a time, as the kernel has it. */
  private static final int FEW_ROWS = 16;

  /** Bytes of one of such a block's two tiles of weights. */
  private static final int TILE_BYTES = 16 << 10;

  /** The most images of a warp, as the kernel has it. */
  private static final int MOST_SIDE = 10;

  private static final int LANES = 32;
  private static final int MAPS_OF_A_LANE = 4;
  private static final int MOST_WARPS = 4;

  /** Taps are written in 16 bits. */
  private static final int MOST_TAPS = 1 << 16;

  /** Entries of a list at least; at most, as 32 words have no more bits. */
  private static final int LEAST_ROOM = 512;

  private final Device device;
  private final DecisionSpec spec;
  private final int steps;
  private final Shape input;
  private final DeviceTable weights;
  private final int side;
  private final int room;
  private final int warpBytes;
  private final int warps;
  private final Optional<TileDecisions> tiles;
  private final int few;
  private final int tileRows;
  private final int fewBytes;

  private BitDecisions(
      Device device, NetworkSpec network, Convolution layout, DeviceTable weights, int few) {
    this.device = device;
    this.spec = network.decision();
    this.steps = network.encoding().steps();
    this.input = layout.input();
    this.weights = weights;
    int quads = quads(layout);
    this.side = Math.min(MOST_SIDE, LANES / quads);
    this.room = Math.max(LEAST_ROOM, LANES * Math.min(Integer.SIZE, input.width()));
    this.warpBytes = side * ((room + 8) * Short.BYTES + quads * MAPS_OF_A_LANE * Float.BYTES);
    this.warps = Math.min(MOST_WARPS, device.sharedBytes() / warpBytes);
    this.tiles = TileDecisions.of(device, network, layout, weights);
    int rowBytes = quads * MAPS_OF_A_LANE * Float.BYTES;
    this.tileRows = Math.max(1, TILE_BYTES / rowBytes / FEW_ROWS) * FEW_ROWS;
    this.fewBytes =
        (2 * tileRows + 1) * rowBytes + LANES * Integer.BYTES + layout.fan() * Short.BYTES;
    this.few = fewBytes <= device.sharedBytes() ? few : 0;
  }

  /** Such decisions, if the layer is one that they can be made for. */
  static Optional<BitDecisions> of(
      Device device, NetworkSpec network, Convolution layout, DeviceTable weights) {
    int few = FEW * device.info().multiprocessors();
    return of(device, network, layout, weights, few);
  }

  /**
   * Such decisions, if the layer is one that they can be made for.
   *
   * @param few the number of images up to which each has a block, if that has room
   */
  static Optional<BitDecisions> of(
      Device device, NetworkSpec network, Convolution layout, DeviceTable weights, int few) {
    DecisionSpec spec = network.decision();
    Shape input = layout.input();
    boolean whole = layout.window().equals(Window.whole(input.height(), input.width()));
    if (!whole || spec.timed() || layout.fan() > MOST_TAPS || quads(layout) > LANES) {
      return Optional.empty();
    }
    return Optional.of(new BitDecisions(device, network, layout, weights, few))
        .filter(decisions -> decisions.warps > 0);
  }

  private static int quads(Convolution layout) {
    return (layout.output().maps() + MAPS_OF_A_LANE - 1) / MAPS_OF_A_LANE;
  }

  /** Those for batches of {@code count} images, if it is a large number. */
  private Optional<TileDecisions> tiles(int count) {
    return tiles.filter(large -> count > few && count >= large.least());
  }

  /** The name of the kernel that decides on {@code count} images. */
  String kernel(int count) {
    return count <= few ? FEW_KERNEL : tiles(count).map(TileDecisions::kernel).orElse(KERNEL);
  }

  /**
   * Decides on {@code count} images.
   *
   * @param evidence as bits
   * @param decisions takes {@link DecisionWords} for each image
   */
  void decide(Stream stream, DeviceSpikes evidence, int count, DeviceMemory decisions) {
    if (count <= few) {
      decideFew(stream, evidence, count, decisions);
      return;
    }
    Optional<TileDecisions> large = tiles(count);
    if (large.isPresent()) {
      large.get().decide(stream, evidence, count, decisions);
      return;
    }
    int each = side * warps;
    int wordsPerRow = DeviceSpikes.wordsPerRow(input);
    device
        .kernel(KERNEL)
        .launch(
            stream,
            (count + each - 1) / each,
            warps * LANES,
            warps * warpBytes,
            evidence.memory(),
            input.maps() * input.height() * wordsPerRow,
            wordsPerRow,
            input.width(),
            weights.memory(),
            weights.stride(),
            weights.maps(),
            steps,
            count,
            spec.takenMaps(),
            spec.neuronsPerLabel(),
            DecisionStage.floor(spec),
            room,
            decisions);
  }

  private void decideFew(Stream stream, DeviceSpikes evidence, int count, DeviceMemory decisions) {
    int wordsPerRow = DeviceSpikes.wordsPerRow(input);
    device
        .kernel(FEW_KERNEL)
        .launch(
            stream,
            count,
            FEW_THREADS,
            fewBytes,
            evidence.memory(),
            input.maps() * input.height() * wordsPerRow,
            wordsPerRow,
            input.width(),
            weights.memory(),
            weights.stride(),
            weights.maps(),
            steps,
            spec.takenMaps(),
            spec.neuronsPerLabel(),
            DecisionStage.floor(spec),
            tileRows,
            decisions);
  }
}
