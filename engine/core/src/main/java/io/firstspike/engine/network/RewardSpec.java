package io.firstspike.engine.network;

/**
 * How the decision layer learns: R-STDP (Mozafari et al. 2019). A winner that was right learns by
 * STDP, one that was wrong by anti-STDP, both without stabiliser.
 *
 * @param rewardActive rate after a right decision for synapses whose input fired
 * @param rewardSilent rate after a right decision for the others
 * @param punishActive rate after a wrong decision for synapses whose input fired
 * @param punishSilent rate after a wrong decision for the others
 * @param lower smallest weight
 * @param upper largest weight
 * @param adaptEvery labels after which the rates are set anew: rewards scaled by the fraction of
 *     wrong decisions among them, punishments by the fraction of right ones
 */
public record RewardSpec(
    float rewardActive,
    float rewardSilent,
    float punishActive,
    float punishSilent,
    float lower,
    float upper,
    int adaptEvery) {}
