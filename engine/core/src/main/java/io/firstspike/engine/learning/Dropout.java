package io.firstspike.engine.learning;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spec.DropoutSpec;
import java.util.Random;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Draws the maps that are silent while a layer learns. */
@API(status = Status.INTERNAL)
public final class Dropout {

  private Dropout() {}

  /**
   * Draws the silent maps; the same arguments give the same maps.
   *
   * @param spec probability and duration of silence
   * @param maps number of maps of the layer
   * @param seed seed of the network
   * @param layer index of the layer, counted from 0
   * @param examples number of examples that the layer has learned from before
   * @return {@code [map]}, whether the map is silent
   */
  public static boolean[] silent(DropoutSpec spec, int maps, long seed, int layer, long examples) {
    Random draws = SeededRandom.of(seed, layer, examples / spec.renewEvery());
    boolean[] silent = new boolean[maps];
    for (int map = 0; map < maps; map++) {
      silent[map] = draws.nextDouble() < spec.share();
    }
    return silent;
  }
}
