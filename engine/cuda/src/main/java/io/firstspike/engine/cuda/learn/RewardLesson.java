package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.decide.DecisionStage;
import io.firstspike.engine.cuda.decide.SearchBlocks;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Scratch;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.SpikeForms;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import java.util.Arrays;

/**
 * Learning by R-STDP on the device: what {@code RewardLearning} of the engine does. The scales of
 * rates change after a number of labels, by what was decided; a launch ends there.
 */
final class RewardLesson implements DecisionLesson {

  private static final String KERNEL = "fs_learn_rewards";
  private static final int CANDIDATE_BYTES = 12;
  private static final int BARRIER_BYTES = 8;

  private final Device device;
  private final DecisionSpec spec;
  private final RewardSpec rule;
  private final int layer;
  private final Convolution layout;
  private final DecisionTables tables;
  private final int[] structure;
  private final Resources held = new Resources();
  private final SpikeForms forms;
  private final SearchBlocks blocks;
  private final DeviceMemory candidates;
  private final DeviceMemory barrier;
  private final Scratch counts;
  private final Scratch labelled;
  private final Scratch said;
  private final Scratch learned;
  private final Scratch silenced;

  RewardLesson(
      Device device,
      NetworkSpec network,
      RewardSpec rule,
      Convolution layout,
      DecisionTables tables) {
    this.device = device;
    this.spec = network.decision();
    this.rule = rule;
    this.layer = network.features().size();
    this.layout = layout;
    this.tables = tables;
    this.structure =
        SearchBlocks.structure(layout, tables.weights().stride(), network.encoding().steps());
    this.forms = new SpikeForms(device);
    int locations = layout.output().locations();
    try {
      // A layer with a single location still has the synapses of its winner to share out.
      this.blocks =
          held.hold(new SearchBlocks(device, KERNEL, layout, 1, 0, Math.max(2, locations)));
      this.candidates = held.hold(device.allocate(2L * locations * CANDIDATE_BYTES));
      this.barrier = held.hold(device.allocate(BARRIER_BYTES));
      barrier.write(new int[BARRIER_BYTES / Integer.BYTES]);
      this.counts = held.hold(new Scratch(device));
      this.labelled = held.hold(new Scratch(device));
      this.said = held.hold(new Scratch(device));
      this.learned = held.hold(new Scratch(device));
      this.silenced = held.hold(new Scratch(device));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public int[] learn(
      Stream stream,
      DeviceSpikes evidence,
      int count,
      int[] labels,
      ProgressTracker progress,
      Runnable meanwhile) {
    int[] decided = new int[count];
    int done = 0;
    while (done < count) {
      int left = rule.adaptEvery() - progress.progress().adaptation().labels();
      int run = Math.min(count - done, left);
      int[] part =
          learnAlike(
              stream,
              evidence,
              done,
              run,
              Arrays.copyOfRange(labels, done, done + run),
              progress,
              done == 0 ? meanwhile : () -> {});
      System.arraycopy(part, 0, decided, done, run);
      done += run;
    }
    return decided;
  }

  private int[] learnAlike(
      Stream stream,
      DeviceSpikes evidence,
      int first,
      int count,
      int[] labels,
      ProgressTracker progress,
      Runnable meanwhile) {
    long size = evidence.shape().size();
    DeviceMemory seen = evidence.memory().part(first * size, count * size);
    DeviceMemory counted = counts.atLeast((long) count * Integer.BYTES);
    DeviceMemory right = labelled.of(labels);
    DeviceMemory said = this.said.atLeast((long) count * Integer.BYTES);
    DeviceMemory learned = this.learned.atLeast((long) count * Integer.BYTES);
    forms.count(stream, seen, size, evidence.steps(), count, counted);
    device
        .kernel(KERNEL)
        .launchTogether(
            stream,
            blocks.blocks(),
            blocks.threads(),
            blocks.sharedBytes(),
            structure,
            teacher(progress.adaptation()),
            tables.weights().memory(),
            tables.lags(),
            seen,
            counted,
            right,
            count,
            silent(count, progress),
            progress.labels(),
            progress.decided(),
            candidates,
            blocks.far(),
            said,
            learned,
            barrier);
    meanwhile.run();
    stream.await();
    int[] decided = new int[count];
    int[] reinforced = new int[count];
    said.read(decided);
    learned.read(reinforced);
    for (int i = 0; i < count; i++) {
      progress.adapt(rule, reinforced[i], labels[i]);
      progress.countLabel(decided[i], labels[i]);
    }
    return decided;
  }

  /** The words of the structure {@code FsReward}. */
  private int[] teacher(Adaptation scales) {
    boolean byOrder = spec.threshold() != null;
    int[] words = new int[4 + 2 * DeviceRules.WORDS];
    words[0] = byOrder ? 1 : 0;
    words[1] = Float.floatToRawIntBits(byOrder ? spec.threshold() : DecisionStage.floor(spec));
    words[2] = spec.takenMaps();
    words[3] = spec.neuronsPerLabel();
    int[] rules =
        DeviceRules.words(
            rule.reward(scales.rewardScale()), rule.punishment(scales.punishmentScale()));
    System.arraycopy(rules, 0, words, 4, rules.length);
    return words;
  }

  /** The maps that are silenced for each label; null if there is no dropout. */
  private DeviceMemory silent(int count, ProgressTracker progress) {
    if (spec.dropout() == null) {
      return null;
    }
    byte[] masks =
        DropoutMasks.of(
                spec.dropout(), spec.maps(), progress.seed(), layer, progress.labels(), count)
            .forEachExample(spec.maps());
    return silenced.of(masks);
  }

  @Override
  public void close() {
    held.close();
  }
}
