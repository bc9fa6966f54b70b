package io.firstspike.engine.compute;

import java.util.Arrays;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The source of the fastest kernels, looked for once: every encoder and layer asks for some. */
final class FastestKernels {

  static final Kernels.Provider SOURCE =
      "plain".equals(System.getProperty("firstspike.kernels"))
          ? PlainKernels::new
          : find(Kernels.class.getClassLoader());

  /** Of so many that cannot even be named, no more are looked at: an iterator may be stuck. */
  private static final int MOST_FAILURES = 100;

  private FastestKernels() {}

  /** The first provider that works, of those {@code loader} knows; else that of the plain ones. */
  static Kernels.Provider find(ClassLoader loader) {
    Iterator<Kernels.Provider> providers =
        ServiceLoader.load(Kernels.Provider.class, loader).iterator();
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      try {
        while (providers.hasNext()) {
          Kernels.Provider provider = providers.next();
          if (works(provider.kernels())) {
            return provider;
          }
        }
        return PlainKernels::new;
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        // Without the JVM's vector module, for example, a provider cannot be linked. Whatever it
        // is: the next one, or the plain ones, do the same.
        continue;
      }
    }
    return PlainKernels::new;
  }

  /** Whether a first sum comes out: some fail only when they are used. */
  private static boolean works(Kernels kernels) {
    float[] sums = new float[Kernels.LANES];
    float[] summands = new float[Kernels.LANES];
    Arrays.fill(sums, 1);
    Arrays.fill(summands, 2);
    kernels.add(summands, 0, sums, 0, sums.length);
    return sums[0] == 3 && kernels.highest(sums, 0, sums.length) == 3;
  }
}
