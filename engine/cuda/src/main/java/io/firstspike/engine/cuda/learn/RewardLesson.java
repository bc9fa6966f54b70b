package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.decide.DecisionStage;
import io.firstspike.engine.cuda.decide.SearchBlocks;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Scratch;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
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

  private final DecisionSpec spec;
  private final RewardSpec rule;
  private final int layer;
  private final Resources held = new Resources();
  private final RewardLaunch launch;
  private final Scratch right;
  private final Scratch masks;
  private final Scratch said;
  private final Scratch learned;

  RewardLesson(
      Device device,
      NetworkSpec network,
      RewardSpec rule,
      Convolution layout,
      DecisionTables tables) {
    this.spec = network.decision();
    this.rule = rule;
    this.layer = network.features().size();
    int steps = network.encoding().steps();
    int[] structure = SearchBlocks.structure(layout, tables.weights().stride(), steps);
    RewardPlan plan = RewardPlan.of(device, layout, steps, spec.threshold() != null);
    try {
      this.launch =
          held.hold(
              plan == null
                  ? new FarRewards(device, layout, steps, tables, structure)
                  : new NearRewards(device, plan, layout, tables, structure));
      this.right = held.hold(new Scratch(device));
      this.masks = held.hold(new Scratch(device));
      this.said = held.hold(new Scratch(device));
      this.learned = held.hold(new Scratch(device));
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
      int run = Math.min(Math.min(count - done, left), launch.most());
      int[] part =
          learnAlike(
              stream,
              evidence,
              done,
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
      int[] labels,
      ProgressTracker progress,
      Runnable meanwhile) {
    int count = labels.length;
    long size = evidence.shape().size();
    long bytes = (long) count * Integer.BYTES;
    RewardLaunch.Labels images =
        new RewardLaunch.Labels(
            teacher(progress.adaptation()),
            evidence.memory().part(first * size, count * size),
            count,
            right.of(labels),
            silent(count, progress),
            progress.labels(),
            progress.decided(),
            said.atLeast(bytes),
            learned.atLeast(bytes));
    launch.run(stream, images);
    meanwhile.run();
    stream.await();
    int[] decided = new int[count];
    int[] reinforced = new int[count];
    images.said().read(decided);
    images.learned().read(reinforced);
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
    return masks.of(
        DropoutMasks.of(
                spec.dropout(), spec.maps(), progress.seed(), layer, progress.labels(), count)
            .forEachExample(spec.maps()));
  }

  @Override
  public void close() {
    held.close();
  }
}
