package io.firstspike.engine.compute;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The source of the fastest kernels, looked for once: every encoder and layer asks for some. */
final class FastestKernels {

  static final Kernels.Provider SOURCE = find();

  private FastestKernels() {}

  private static Kernels.Provider find() {
    if (!"plain".equals(System.getProperty("firstspike.kernels"))) {
      Iterator<Kernels.Provider> providers =
          ServiceLoader.load(Kernels.Provider.class, Kernels.class.getClassLoader()).iterator();
      try {
        if (providers.hasNext()) {
          Kernels.Provider provider = providers.next();
          provider.kernels();
          return provider;
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        // Without the JVM's vector module the provider cannot be linked: the plain ones do the
        // same.
        return PlainKernels::new;
      }
    }
    return PlainKernels::new;
  }
}
