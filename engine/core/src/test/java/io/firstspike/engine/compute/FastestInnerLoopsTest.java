package io.firstspike.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastestInnerLoopsTest {

  @TempDir private Path folder;

  /** Throws when it is made. */
  public static final class Unmade implements InnerLoops.Provider {
    public Unmade() {
      throw new UnsupportedOperationException("not on this machine");
    }

    @Override
    public InnerLoops loops() {
      return InnerLoops.plain();
    }
  }

  /** Cannot be linked when it is asked. */
  public static final class Unlinked implements InnerLoops.Provider {
    @Override
    public InnerLoops loops() {
      throw new NoClassDefFoundError("some/native/Part");
    }
  }

  /** Fails when its loops over bits are used. */
  public static final class UnusableBits implements InnerLoops.Provider {
    @Override
    public InnerLoops loops() {
      InnerLoops plain = InnerLoops.plain();
      return new InnerLoops(unusable(BitLoops.class), plain.pixels(), plain.weights());
    }
  }

  /** Fails when its loops over pixels are used. */
  public static final class UnusablePixels implements InnerLoops.Provider {
    @Override
    public InnerLoops loops() {
      InnerLoops plain = InnerLoops.plain();
      return new InnerLoops(plain.bits(), unusable(PixelLoops.class), plain.weights());
    }
  }

  /** Fails when its loops over weights are used. */
  public static final class UnusableWeights implements InnerLoops.Provider {
    @Override
    public InnerLoops loops() {
      InnerLoops plain = InnerLoops.plain();
      return new InnerLoops(plain.bits(), plain.pixels(), unusable(WeightLoops.class));
    }
  }

  private static <T> T unusable(Class<T> loops) {
    return loops.cast(
        Proxy.newProxyInstance(
            loops.getClassLoader(),
            new Class<?>[] {loops},
            (proxy, method, arguments) -> {
              throw new UnsatisfiedLinkError("no driver");
            }));
  }

  /** Works. */
  public static final class Good implements InnerLoops.Provider {
    @Override
    public InnerLoops loops() {
      return InnerLoops.plain();
    }
  }

  @Test
  void providersThatCannotRunDoNotHideTheNextOne() throws IOException {
    InnerLoops.Provider found =
        find(
            "io.firstspike.NoSuchClass",
            "java.lang.String",
            Unmade.class.getName(),
            Unlinked.class.getName(),
            UnusableBits.class.getName(),
            UnusablePixels.class.getName(),
            UnusableWeights.class.getName(),
            Good.class.getName());

    assertThat(found).isInstanceOf(Good.class);
  }

  @Test
  void withoutOneThatRunsThereAreThePlainOnes() throws IOException {
    assertThat(find("no name at all").loops().bits()).isInstanceOf(PlainBitLoops.class);
    assertThat(find("io.firstspike.NoSuchClass", Unlinked.class.getName()).loops().bits())
        .isInstanceOf(PlainBitLoops.class);
  }

  private InnerLoops.Provider find(String... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(InnerLoops.Provider.class.getName()), List.of(providers));
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return FastestInnerLoops.find(loader);
    }
  }
}
