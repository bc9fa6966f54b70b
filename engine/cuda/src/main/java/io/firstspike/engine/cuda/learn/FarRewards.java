package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.decide.SearchBlocks;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Scratch;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.SpikeForms;
import io.firstspike.engine.layer.Convolution;

/** R-STDP of a decision layer whose weights lie in the device's memory. */
final class FarRewards implements RewardLaunch {

  private static final String KERNEL = "fs_learn_rewards_far";
  private static final int CANDIDATE_BYTES = 12;
  private static final int BARRIER_BYTES = 8;

  private final Device device;
  private final Convolution layout;
  private final DecisionTables tables;
  private final int[] structure;
  private final int steps;
  private final int threads;
  private final int sharedBytes;
  private final int blocks;
  private final SpikeForms forms;
  private final Resources held = new Resources();
  private final InputLists lists;
  private final Scratch counts;
  private final DeviceMemory candidates;
  private final DeviceMemory barrier;

  FarRewards(Device device, Convolution layout, int steps, DecisionTables tables, int[] structure) {
    this.device = device;
    this.layout = layout;
    this.steps = steps;
    this.tables = tables;
    this.structure = structure;
    int locations = layout.output().locations();
    int maps = layout.output().maps();
    this.threads = SearchBlocks.threads(maps);
    this.sharedBytes = Math.toIntExact(SearchBlocks.bytes(maps, 1));
    // A layer with a single location still has the synapses of its winner to share out.
    int together = device.kernel(KERNEL).together(threads, sharedBytes);
    this.blocks = Math.max(1, Math.min(Math.max(2, locations), together));
    this.forms = new SpikeForms(device);
    try {
      this.lists = held.hold(InputLists.ofWindows(device, layout, steps));
      this.counts = held.hold(new Scratch(device));
      this.candidates = held.hold(device.allocate(2L * locations * CANDIDATE_BYTES));
      this.barrier = held.hold(device.allocate(BARRIER_BYTES));
      barrier.write(new int[BARRIER_BYTES / Integer.BYTES]);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public int most() {
    return lists.most();
  }

  @Override
  public void run(Stream stream, Labels labels) {
    int count = labels.count();
    lists.reserve(count);
    lists.listWindows(stream, structure, layout, labels.seen(), count);
    DeviceMemory spikes = counts.atLeast((long) count * Integer.BYTES);
    forms.count(stream, labels.seen(), layout.input().size(), steps, count, spikes);
    device
        .kernel(KERNEL)
        .launchTogether(
            stream,
            blocks,
            threads,
            sharedBytes,
            structure,
            labels.teacher(),
            tables.weights().memory(),
            tables.lags(),
            labels.seen(),
            spikes,
            labels.right(),
            count,
            lists.entries(),
            lists.ends(),
            labels.silent(),
            labels.labelsBefore(),
            labels.decidedBefore(),
            candidates,
            labels.said(),
            labels.learned(),
            barrier);
  }

  @Override
  public void close() {
    held.close();
  }
}
