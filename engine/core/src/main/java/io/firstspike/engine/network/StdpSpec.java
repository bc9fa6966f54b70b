package io.firstspike.engine.network;

/**
 * How a feature layer learns: stabilised STDP in [0, 1], whose rates double at intervals.
 *
 * @param potentiation first rate of synapses whose input came in time
 * @param depression first rate of the others, negative
 * @param maxPotentiation where the doubling of {@code potentiation} stops; depression follows as
 *     -0.75 of it
 * @param doubleEvery frames between doublings
 * @param winners neurons that learn from one frame
 * @param inhibitionRadius neurons around a winner that may not win
 * @param frames how many frames the layer learns from before it is frozen
 */
public record StdpSpec(
    float potentiation,
    float depression,
    float maxPotentiation,
    int doubleEvery,
    int winners,
    int inhibitionRadius,
    long frames) {}
