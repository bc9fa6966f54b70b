package io.firstspike.engine.spec;

/**
 * Feature dropout: while a layer learns, some of its maps, drawn at random, are silent for a while
 * and then others (Mozafari et al. 2018).
 *
 * @param share probability that a map is silent, 0 to below 1
 * @param renewEvery examples after which silent maps are drawn anew
 */
public record DropoutSpec(float share, int renewEvery) {}
