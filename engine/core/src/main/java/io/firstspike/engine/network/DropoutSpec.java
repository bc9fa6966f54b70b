package io.firstspike.engine.network;

import java.util.Random;

/**
 * Feature dropout: while a layer learns, some of its maps, drawn at random, are silent for a while
 * and then others (Mozafari et al. 2018).
 *
 * @param share probability that a map is silent, 0 to below 1
 * @param renewEvery examples after which silent maps are drawn anew
 */
public record DropoutSpec(float share, int renewEvery) {

  /**
   * The silent maps, the same for the same arguments.
   *
   * @param maps how many maps the layer has
   * @param seed of the network
   * @param layer the layer, counted from 0
   * @param examples how many examples the layer has learned from before
   */
  public boolean[] silent(int maps, long seed, int layer, long examples) {
    Random draws = Draws.of(seed, layer, examples / renewEvery);
    boolean[] silent = new boolean[maps];
    for (int map = 0; map < maps; map++) {
      silent[map] = draws.nextDouble() < share;
    }
    return silent;
  }
}
