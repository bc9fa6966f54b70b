package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.plasticity.Stdp;

/** Rules of STDP as kernels take them: the structure {@code FsRule} of {@code search.cuh}. */
final class DeviceRules {

  /** The words of a rule. */
  static final int WORDS = 5;

  /** The bytes of a rule. */
  static final int BYTES = WORDS * Integer.BYTES;

  private DeviceRules() {}

  /** The words of {@code rules}, one rule after the other. */
  static int[] words(Stdp... rules) {
    int[] words = new int[rules.length * WORDS];
    for (int i = 0; i < rules.length; i++) {
      Stdp rule = rules[i];
      words[i * WORDS] = Float.floatToRawIntBits(rule.potentiation());
      words[i * WORDS + 1] = Float.floatToRawIntBits(rule.depression());
      words[i * WORDS + 2] = Float.floatToRawIntBits(rule.lower());
      words[i * WORDS + 3] = Float.floatToRawIntBits(rule.upper());
      words[i * WORDS + 4] = rule.stabilised() ? 1 : 0;
    }
    return words;
  }
}
