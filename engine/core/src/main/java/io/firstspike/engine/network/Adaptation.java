package io.firstspike.engine.network;

import io.firstspike.engine.spec.RewardSpec;

/**
 * What rewards and punishments are scaled by, and the labels since that was set (see {@link
 * RewardSpec#adaptEvery}).
 *
 * @param correct labels of the present batch that the decision agreed with
 * @param wrong labels of the present batch that it did not agree with
 * @param labels labels of the present batch
 * @param rewardScale what the reward's rates are multiplied by, 0 to 1
 * @param punishmentScale what the punishment's rates are multiplied by, 0 to 1
 */
public record Adaptation(
    int correct, int wrong, int labels, double rewardScale, double punishmentScale) {

  /** An empty batch; rates as they are written. */
  public static final Adaptation NONE = new Adaptation(0, 0, 0, 1, 1);

  /** The same scales, in the course of a batch. */
  public Adaptation of(int batchCorrect, int batchWrong, int batchLabels) {
    return new Adaptation(batchCorrect, batchWrong, batchLabels, rewardScale, punishmentScale);
  }

  /** The beginning of a network of {@code labels} labels. */
  static Adaptation beginning(RewardSpec rule, int labels) {
    return rule.adaptFromChance()
        ? scaled(rule.scale(1 - 1.0 / labels), rule.scale(1.0 / labels))
        : NONE;
  }

  /** The beginning of the next batch, after a whole one with these decisions. */
  public static Adaptation after(RewardSpec rule, int correct, int wrong, int labels) {
    return scaled(rule.scale((double) wrong / labels), rule.scale((double) correct / labels));
  }

  private static Adaptation scaled(double reward, double punishment) {
    return new Adaptation(0, 0, 0, reward, punishment);
  }
}
