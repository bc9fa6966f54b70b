package io.firstspike.engine.network;

import io.firstspike.engine.spec.RewardSpec;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Factors for the rates of rewards and punishments, and the decisions of the present batch, from
 * which the factors of the next batch will be computed (see {@link RewardSpec#adaptEvery}).
 *
 * @param correct right decisions in the present batch
 * @param wrong wrong decisions in the present batch
 * @param labels labels in the present batch, including those of frames without a decision
 * @param rewardScale factor of the reward's rates, 0 to 1
 * @param punishmentScale factor of the punishment's rates, 0 to 1
 */
@API(status = Status.MAINTAINED)
public record Adaptation(
    int correct, int wrong, int labels, double rewardScale, double punishmentScale) {

  /** An empty batch with both factors 1. */
  public static final Adaptation NONE = new Adaptation(0, 0, 0, 1, 1);

  /** Replaces the counts of the present batch and keeps the factors. */
  public Adaptation of(int batchCorrect, int batchWrong, int batchLabels) {
    return new Adaptation(batchCorrect, batchWrong, batchLabels, rewardScale, punishmentScale);
  }

  /**
   * The state of a new network with neurons for {@code labels} labels: the factors for a network
   * that guesses, if the rule adapts from chance, else both 1.
   */
  static Adaptation beginning(RewardSpec rule, int labels) {
    return rule.adaptFromChance()
        ? scaled(rule.scale(1 - 1.0 / labels), rule.scale(1.0 / labels))
        : NONE;
  }

  /**
   * The state after a whole batch: an empty batch with the factors that follow from these
   * decisions.
   *
   * @param correct right decisions in the batch
   * @param wrong wrong decisions in the batch
   * @param labels labels in the batch
   */
  public static Adaptation after(RewardSpec rule, int correct, int wrong, int labels) {
    return scaled(rule.scale((double) wrong / labels), rule.scale((double) correct / labels));
  }

  private static Adaptation scaled(double reward, double punishment) {
    return new Adaptation(0, 0, 0, reward, punishment);
  }
}
