package io.firstspike.engine.compute;

import io.firstspike.engine.compute.PixelLoops.Sign;
import java.util.Arrays;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The source of the fastest loops, looked for once: every encoder and layer asks for some. */
final class FastestInnerLoops {

  static final InnerLoops.Provider SOURCE =
      "plain".equals(System.getProperty("firstspike.loops"))
          ? InnerLoops::plain
          : find(InnerLoops.class.getClassLoader());

  /** Of so many that cannot even be named, no more are looked at: an iterator may be stuck. */
  private static final int MOST_FAILURES = 100;

  private FastestInnerLoops() {}

  /** The first provider that works, of those {@code loader} knows; else that of the plain ones. */
  static InnerLoops.Provider find(ClassLoader loader) {
    Iterator<InnerLoops.Provider> providers =
        ServiceLoader.load(InnerLoops.Provider.class, loader).iterator();
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      try {
        while (providers.hasNext()) {
          InnerLoops.Provider provider = providers.next();
          if (works(provider.loops())) {
            return provider;
          }
        }
        return InnerLoops::plain;
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        // Without the JVM's vector module, for example, a provider cannot be linked. Whatever it
        // is: the next one, or the plain ones, do the same.
        continue;
      }
    }
    return InnerLoops::plain;
  }

  /** Whether first results of each kind of loop come out right: some fail only when used. */
  private static boolean works(InnerLoops loops) {
    return turns(loops.bits()) && keeps(loops.pixels()) && adds(loops.weights());
  }

  private static boolean turns(BitLoops loops) {
    long[] bits = new long[BitLoops.TILE + 1];
    long[] silent = new long[BitLoops.TILE];
    loops.silent(bits, 0, bits, 0, silent, 0);
    return silent[0] == -1;
  }

  private static boolean keeps(PixelLoops loops) {
    float[] answers = new float[InnerLoops.LANES];
    float[] kept = new float[InnerLoops.LANES];
    Arrays.fill(answers, 2);
    loops.keep(answers, 0, Sign.AS_IS, 1, kept, 0, kept.length);
    return kept[0] == 2;
  }

  private static boolean adds(WeightLoops loops) {
    float[] sums = new float[InnerLoops.LANES];
    float[] summands = new float[InnerLoops.LANES];
    Arrays.fill(sums, 1);
    Arrays.fill(summands, 2);
    loops.add(summands, 0, sums, 0, sums.length);
    return sums[0] == 3 && loops.highest(sums, 0, sums.length) == 3;
  }
}
