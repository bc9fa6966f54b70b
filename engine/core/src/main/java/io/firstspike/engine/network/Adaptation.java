package io.firstspike.engine.network;

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

  /** An empty batch with these scales. */
  Adaptation scaled(double reward, double punishment) {
    return new Adaptation(0, 0, 0, reward, punishment);
  }

  /** One more label; after a whole batch the scales are set anew. */
  Adaptation count(boolean right, boolean mistaken, RewardSpec rule) {
    Adaptation counted =
        new Adaptation(
            correct + (right ? 1 : 0),
            wrong + (mistaken ? 1 : 0),
            labels + 1,
            rewardScale,
            punishmentScale);
    return counted.labels < rule.adaptEvery()
        ? counted
        : NONE.scaled(
            rule.scale((double) counted.wrong / counted.labels),
            rule.scale((double) counted.correct / counted.labels));
  }
}
