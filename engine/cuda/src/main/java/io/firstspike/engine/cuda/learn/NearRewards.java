package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Scratch;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.layer.Convolution;

/** R-STDP of a decision layer whose weights lie in the shared memory of the blocks. */
final class NearRewards implements RewardLaunch {

  /** Words of a block: for even and odd labels, of all neurons and of those not silenced. */
  private static final int WORDS = 4;

  private final Device device;
  private final RewardPlan plan;
  private final int inputs;
  private final DecisionTables tables;
  private final int[] structure;
  private final Resources held = new Resources();
  private final InputLists lists;
  private final Scratch sorted;
  private final DeviceMemory words;

  NearRewards(
      Device device, RewardPlan plan, Convolution layout, DecisionTables tables, int[] structure) {
    this.device = device;
    this.plan = plan;
    this.inputs = layout.input().size();
    this.tables = tables;
    this.structure = structure;
    try {
      this.lists = held.hold(new InputLists(device, plan.share().room(), plan.share().parts()));
      this.sorted = held.hold(new Scratch(device));
      this.words = held.hold(device.allocate((long) plan.blocks() * WORDS * Long.BYTES));
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
    lists.reserve(labels.count());
    list(stream, labels);
    stream.fill(words, (byte) 0);
    device
        .kernel("fs_learn_rewards_near")
        .launchTogether(
            stream,
            plan.blocks(),
            plan.threads(),
            plan.sharedBytes(),
            structure,
            plan.share().words(),
            labels.teacher(),
            tables.weights().memory(),
            tables.lags(),
            labels.seen(),
            labels.right(),
            labels.count(),
            lists.entries(),
            lists.ends(),
            labels.silent(),
            labels.labelsBefore(),
            labels.decidedBefore(),
            words,
            labels.said(),
            labels.learned());
  }

  private void list(Stream stream, Labels labels) {
    int blocks = lists.imageBlocks(labels.count());
    device
        .kernel("fs_list_images")
        .launch(
            stream,
            blocks,
            InputLists.THREADS,
            InputLists.SHARED,
            structure,
            plan.share().words(),
            labels.seen(),
            labels.count(),
            sorted.atLeast((long) blocks * InputLists.WARPS * inputs * Integer.BYTES),
            lists.entries(),
            lists.ends());
  }

  @Override
  public void close() {
    held.close();
  }
}
