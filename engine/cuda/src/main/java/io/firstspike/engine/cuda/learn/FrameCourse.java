package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.FeatureSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What the learning of some frames depends on beside the frames: the rules, which change with the
 * number of the frame, and the maps that are silenced at random.
 *
 * @param rules the struct {@code FsRule}: for each time that rules change, one for each group of
 *     maps that learn alike
 * @param groupOf the group of each map
 * @param frames for each frame two numbers: that of its first rule, and that of its mask's first
 *     byte
 * @param masks {@code [mask][map]}, 1 for a silenced map; empty without dropout
 */
record FrameCourse(int[] rules, int[] groupOf, int[] frames, byte[] masks) {

  /** The numbers of a frame. */
  static final int NUMBERS = 2;

  /**
   * Computes the course of frames.
   *
   * @param layer index of the layer
   * @param count number of frames
   * @param first number of the first frame, from 1
   * @param seed seed of the network
   */
  static FrameCourse of(FeatureSpec spec, int layer, int count, long first, long seed) {
    int[] frames = new int[NUMBERS * count];
    Stdp[] now = new Stdp[spec.maps()];
    spec.stdp().rules(first, now);
    int[] groupOf = groups(now);
    List<Stdp> rules = new ArrayList<>(heads(now, groupOf));
    for (int i = 0; i < count; i++) {
      if (i > 0 && spec.stdp().changesAt(first + i)) {
        spec.stdp().rules(first + i, now);
        List<Stdp> next = heads(now, groupOf);
        if (!next.equals(rules.subList(rules.size() - next.size(), rules.size()))) {
          rules.addAll(next);
        }
      }
      frames[NUMBERS * i] = rules.size() - groupOf[groupOf.length - 1] - 1;
    }
    DropoutMasks dropout =
        DropoutMasks.of(spec.stdp().dropout(), spec.maps(), seed, layer, first - 1, count);
    for (int i = 0; i < count; i++) {
      frames[NUMBERS * i + 1] = dropout.first()[i];
    }
    return new FrameCourse(
        DeviceRules.words(rules.toArray(Stdp[]::new)), groupOf, frames, dropout.masks());
  }

  /** Numbers the groups of neighbouring maps that learn by one entry of the spec's rates. */
  private static int[] groups(Stdp[] rules) {
    int[] groupOf = new int[rules.length];
    for (int map = 1; map < rules.length; map++) {
      // An entry gives all its maps the same object.
      groupOf[map] = groupOf[map - 1] + (rules[map] == rules[map - 1] ? 0 : 1);
    }
    return groupOf;
  }

  /** The rule of each group. */
  private static List<Stdp> heads(Stdp[] rules, int[] groupOf) {
    List<Stdp> heads = new ArrayList<>();
    for (int map = 0; map < rules.length; map++) {
      if (groupOf[map] == heads.size()) {
        heads.add(rules[map]);
      }
    }
    return heads;
  }
}
