package io.firstspike.engine.cuda.decide;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.cuda.form.LayerStructure;
import io.firstspike.engine.cuda.form.SpikeForms;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A decision layer at work on batches: by potential, by the order of first spikes, or by their
 * time, as the spec says.
 */
@API(status = Status.INTERNAL)
public final class DecisionStage implements AutoCloseable {

  /** Bytes of a candidate of a location: time step, map, potential. */
  private static final int CANDIDATE_BYTES = 12;

  /** Blocks for each multiprocessor that keep it busy. */
  private static final int BLOCKS_EACH = 16;

  private final Device device;
  private final DecisionSpec spec;
  private final Convolution layout;
  private final DeviceTable weights;
  private final int[] structure;
  private final Kind kind;
  private final Optional<BitDecisions> fromBits;
  private final Resources held = new Resources();
  private final SpikeForms forms;
  private final SearchBlocks blocks;
  private final DeviceMemory counts;
  private final DeviceMemory candidates;

  /** The ways to decide. */
  private enum Kind {
    POTENTIAL("fs_decide_potentials"),
    ORDER("fs_decide_order"),
    TIME("fs_decide_times");

    private final String kernel;

    Kind(String kernel) {
      this.kernel = kernel;
    }

    static Kind of(DecisionSpec spec) {
      if (spec.rule() instanceof S2StdpSpec) {
        return TIME;
      }
      return spec.threshold() == null ? POTENTIAL : ORDER;
    }
  }

  /**
   * Prepares the decisions of batches of at most {@code capacity} images.
   *
   * @param weights those of the decision layer, of which this object sees later changes
   */
  public DecisionStage(
      Device device, NetworkSpec network, Convolution layout, DeviceTable weights, int capacity) {
    this.device = device;
    this.spec = network.decision();
    this.layout = layout;
    this.weights = weights;
    this.kind = Kind.of(spec);
    this.fromBits = BitDecisions.of(device, network, layout, weights);
    this.structure = SearchBlocks.structure(layout, weights.stride(), network.encoding().steps());
    this.forms = new SpikeForms(device);
    int most = Math.min(capacity, BLOCKS_EACH * device.info().multiprocessors());
    int winners = kind == Kind.ORDER ? spec.neuronsPerLabel() + 1 : 0;
    // A place, or a spike time, of each map.
    int more = kind == Kind.ORDER ? 0 : layout.output().maps() * Integer.BYTES;
    try {
      this.blocks = held.hold(new SearchBlocks(device, kind.kernel, layout, winners, more, most));
      this.counts = held.hold(device.allocate((long) capacity * Integer.BYTES));
      this.candidates =
          held.hold(
              device.allocate(
                  (long) blocks.blocks() * layout.output().locations() * CANDIDATE_BYTES));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Whether it takes evidence as bits, too, and not only with its time steps. */
  public boolean readsBits() {
    return fromBits.isPresent();
  }

  /**
   * Decides on {@code count} images.
   *
   * @param decisions takes {@link DecisionWords} for each image
   */
  public void decide(Stream stream, DeviceSpikes evidence, int count, DeviceMemory decisions) {
    if (evidence.form() == Form.BITS) {
      fromBits.orElseThrow().decide(stream, evidence, count, decisions);
      return;
    }
    DeviceMemory times = evidence.memory();
    int grid = Math.min(count, blocks.blocks());
    switch (kind) {
      case POTENTIAL -> {
        forms.count(stream, times, layout.input().size(), evidence.steps(), count, counts);
        launch(
            stream,
            grid,
            structure,
            weights.memory(),
            times,
            counts,
            count,
            spec.takenMaps(),
            spec.neuronsPerLabel(),
            floor(spec),
            spec.latencies() ? 1 : 0,
            blocks.far(),
            decisions);
      }
      case ORDER ->
          launch(
              stream,
              grid,
              structure,
              weights.memory(),
              times,
              count,
              spec.threshold(),
              spec.takenMaps(),
              spec.neuronsPerLabel(),
              candidates,
              blocks.far(),
              decisions);
      case TIME ->
          launch(
              stream,
              grid,
              structure,
              weights.memory(),
              times,
              count,
              spec.threshold(),
              spec.takenMaps(),
              spec.neuronsPerLabel(),
              blocks.far(),
              decisions);
    }
  }

  private void launch(Stream stream, int grid, Object... arguments) {
    device
        .kernel(kind.kernel)
        .launch(stream, grid, blocks.threads(), blocks.sharedBytes(), arguments);
  }

  /**
   * Work to decide on {@code count} images.
   *
   * @param spikes mean number of spikes that the layer sees
   */
  public KernelWork work(int count, DeviceSpikes evidence, double spikes) {
    return new KernelWork(
        evidence.form() == Form.BITS ? fromBits.orElseThrow().kernel(count) : kind.kernel,
        0,
        count * LayerStructure.sums(layout, spikes),
        evidence.bytes(count) + weights.memory().bytes() + count * DecisionWords.BYTES);
  }

  /** The potential above which a neuron can decide, where the highest potential decides. */
  public static float floor(DecisionSpec spec) {
    return spec.rule().inhibits() ? Float.NEGATIVE_INFINITY : 0;
  }

  @Override
  public void close() {
    held.close();
  }
}
