package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.learning.Dropout;
import io.firstspike.engine.spec.DropoutSpec;

/**
 * The maps that are silenced at random while a layer learns from some examples.
 *
 * @param masks {@code [mask][map]}, 1 for a silenced map; empty without dropout
 * @param first for each example, the place of its mask's first byte; 0 without dropout
 */
record DropoutMasks(byte[] masks, int[] first) {

  /**
   * Draws the masks.
   *
   * @param dropout probability and duration of silence; null: there is none
   * @param maps number of maps of the layer
   * @param seed seed of the network
   * @param layer index of the layer
   * @param before number of examples that the layer has learned from before
   * @param count number of examples
   */
  static DropoutMasks of(
      DropoutSpec dropout, int maps, long seed, int layer, long before, int count) {
    int[] first = new int[count];
    if (dropout == null || count == 0) {
      return new DropoutMasks(new byte[0], first);
    }
    long renewed = before / dropout.renewEvery();
    long last = (before + count - 1) / dropout.renewEvery();
    byte[] masks = new byte[Math.multiplyExact((int) (last - renewed + 1), maps)];
    for (int i = 0; i < count; i++) {
      long learned = before + i;
      first[i] = (int) (learned / dropout.renewEvery() - renewed) * maps;
      if (i == 0 || learned % dropout.renewEvery() == 0) {
        boolean[] silent = Dropout.silent(dropout, maps, seed, layer, learned);
        for (int map = 0; map < maps; map++) {
          masks[first[i] + map] = (byte) (silent[map] ? 1 : 0);
        }
      }
    }
    return new DropoutMasks(masks, first);
  }

  /** The masks of the examples, one after the other. */
  byte[] forEachExample(int maps) {
    byte[] each = new byte[Math.multiplyExact(first.length, maps)];
    for (int i = 0; i < first.length; i++) {
      System.arraycopy(masks, first[i], each, i * maps, maps);
    }
    return each;
  }
}
