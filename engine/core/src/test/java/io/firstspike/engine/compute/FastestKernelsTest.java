package io.firstspike.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastestKernelsTest {

  @TempDir private Path folder;

  /** Throws when it is made. */
  public static final class Unmade implements Kernels.Provider {
    public Unmade() {
      throw new UnsupportedOperationException("not on this machine");
    }

    @Override
    public Kernels kernels() {
      return Kernels.plain();
    }
  }

  /** Cannot be linked when it is asked. */
  public static final class Unlinked implements Kernels.Provider {
    @Override
    public Kernels kernels() {
      throw new NoClassDefFoundError("some/native/Part");
    }
  }

  /** Fails when its kernels are used. */
  public static final class Unusable implements Kernels.Provider {
    @Override
    public Kernels kernels() {
      return (Kernels)
          Proxy.newProxyInstance(
              Kernels.class.getClassLoader(),
              new Class<?>[] {Kernels.class},
              (proxy, method, arguments) -> {
                throw new UnsatisfiedLinkError("no driver");
              });
    }
  }

  /** Works. */
  public static final class Good implements Kernels.Provider {
    @Override
    public Kernels kernels() {
      return Kernels.plain();
    }
  }

  @Test
  void providersThatCannotRunDoNotHideTheNextOne() throws IOException {
    Kernels.Provider found =
        find(
            "io.firstspike.NoSuchClass",
            "java.lang.String",
            Unmade.class.getName(),
            Unlinked.class.getName(),
            Unusable.class.getName(),
            Good.class.getName());

    assertThat(found).isInstanceOf(Good.class);
  }

  @Test
  void withoutOneThatRunsThereAreThePlainOnes() throws IOException {
    assertThat(find("no name at all").kernels()).isInstanceOf(PlainKernels.class);
    assertThat(find("io.firstspike.NoSuchClass", Unlinked.class.getName()).kernels())
        .isInstanceOf(PlainKernels.class);
  }

  private Kernels.Provider find(String... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(Kernels.Provider.class.getName()), java.util.List.of(providers));
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return FastestKernels.find(loader);
    }
  }
}
