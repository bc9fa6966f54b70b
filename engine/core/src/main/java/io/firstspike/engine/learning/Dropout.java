package io.firstspike.engine.learning;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spec.DropoutSpec;
import java.util.Random;

/** Draws the maps that are silent while a layer learns. */
final class Dropout {

  private Dropout() {}

  /**
   * The silent maps, the same for the same arguments.
   *
   * @param spec how likely and for how long a map is silent
   * @param maps how many maps the layer has
   * @param seed of the network
   * @param layer the layer, counted from 0
   * @param examples how many examples the layer has learned from before
   */
  static boolean[] silent(DropoutSpec spec, int maps, long seed, int layer, long examples) {
    Random draws = SeededRandom.of(seed, layer, examples / spec.renewEvery());
    boolean[] silent = new boolean[maps];
    for (int map = 0; map < maps; map++) {
      silent[map] = draws.nextDouble() < spec.share();
    }
    return silent;
  }
}
