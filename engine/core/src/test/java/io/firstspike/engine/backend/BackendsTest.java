package io.firstspike.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("mozafari-2019");

  /** A backend of a device, as another module may bring it along. */
  private record Device(String name, int rank, Optional<String> obstacle, Optional<String> lack)
      implements Backend {

    @Override
    public Optional<String> unsupported(NetworkSpec spec) {
      return lack;
    }

    @Override
    public int batchSize() {
      return 256;
    }

    @Override
    public Inference open(Network network) {
      throw new UnsupportedOperationException();
    }
  }

  private static final Device FAST = new Device("fast", 2, Optional.empty(), Optional.empty());
  private static final Device ABSENT =
      new Device("absent", 9, Optional.of("there is no such device"), Optional.empty());
  private static final Device NARROW =
      new Device("narrow", 5, Optional.empty(), Optional.of("it knows no STDP"));
  private static final List<Backend> ALL = List.of(Backends.cpu(), FAST, ABSENT, NARROW);

  @Test
  void autoIsTheHighestOfThoseThatCan() {
    assertThat(Backends.choose("auto", SPEC, ALL).name()).isEqualTo("fast");
    assertThat(Backends.choose("auto", SPEC, List.of(Backends.cpu(), ABSENT, NARROW)).name())
        .isEqualTo("cpu");
  }

  @Test
  void autoSaysWhatItPassesOver() {
    assertThat(Backends.passedOver("auto", SPEC, ALL))
        .singleElement()
        .asString()
        .contains("narrow", "mozafari-2019", "it knows no STDP");
    assertThat(Backends.passedOver("narrow", SPEC, ALL)).isEmpty();
  }

  /** Of several networks, those that the device does not know are the processor's. */
  @Test
  void autoExecutesOnTheProcessorWhatItsDeviceDoesNotKnow() {
    Network network = Network.fresh(SPEC, 1);
    Network other = Network.fresh(NetworkSpec.load("firstspike-2026-quick"), 1);
    Image image = Image.grey(28, 28, new byte[784]);
    try (NetworkGroup group = new BackendOrCpu(NARROW).group(4)) {
      group.add(network);
      group.add(other);
      assertThat(group.classify(List.of(other, network), List.of(image, image)))
          .containsExactly(
              new Classifier(other).classify(image), new Classifier(network).classify(image));
      group.remove(other);
      assertThat(group.classify(List.of(network), List.of(image))).hasSize(1);
    }
  }

  @Test
  void autoDoesNotEvenAskThoseBelowTheProcessor() {
    AtomicInteger asked = new AtomicInteger();
    Backend slow =
        (Backend)
            Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "name" -> "slow";
                      case "rank" -> -1;
                      case "unsupported" -> Optional.empty();
                      default -> {
                        asked.incrementAndGet();
                        yield Optional.empty();
                      }
                    });
    assertThat(Backends.choose("auto", SPEC, List.of(slow, Backends.cpu())).name())
        .isEqualTo("cpu");
    assertThat(asked).hasValue(0);
  }

  @Test
  void aNameIsMeantAsItStands() {
    assertThat(Backends.choose("fast", SPEC, ALL)).isSameAs(FAST);
    assertThat(Backends.choose("cpu", SPEC, ALL).name()).isEqualTo("cpu");
    assertThatThrownBy(() -> Backends.choose("absent", SPEC, ALL))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "backend absent cannot be used here: there is no such device; cpu runs everywhere");
    assertThatThrownBy(() -> Backends.choose("narrow", SPEC, ALL))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "backend narrow cannot execute network mozafari-2019: it knows no STDP;"
                + " cpu runs everywhere");
    assertThatThrownBy(() -> Backends.choose("gpu", SPEC, ALL))
        .isInstanceOf(BackendException.class)
        .hasMessage("there is no backend \"gpu\": choose auto or one of cpu, fast, absent, narrow");
    assertThatThrownBy(() -> Backends.choose("nd4j:batch=8", SPEC, ALL))
        .hasMessage(
            "there is no backend \"nd4j\": choose auto or one of cpu, fast, absent, narrow;"
                + " nd4j comes with FIRSTSPIKE_MODULES=nd4j");
  }

  @Test
  void ofThisModuleThereIsOne() {
    assertThat(Backends.all()).extracting(Backend::name).containsExactly("cpu");
    assertThatCode(() -> Backends.requireKnown("auto")).doesNotThrowAnyException();
    assertThatThrownBy(() -> Backends.requireKnown("GPU"))
        .hasMessageContaining("auto or one of cpu");
    assertThat(Backends.usable("auto").name()).isEqualTo("cpu");
  }

  @Test
  void backendsOfFirstSpikesAloneTellWhatTheyDoNotCompute() {
    assertThat(Backend.onlyFirstSpikes(NetworkSpec.load("mozafari-2019"))).isEmpty();
    assertThat(Backend.onlyFirstSpikes(NetworkSpec.load("kheradpisheh-2020")))
        .hasValue("its decision layer learns by the rule s4nn, which it does not compute");
  }

  /** Provided as a service by the test below. */
  public static final class Provided implements Backend {

    @Override
    public String name() {
      return "provided";
    }

    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public Optional<String> unsupported(NetworkSpec spec) {
      return Optional.empty();
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public int batchSize() {
      return 1;
    }

    @Override
    public Inference open(Network network) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aProviderThatCannotBeLoadedHidesNoOther(@TempDir Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(Backend.class.getName()),
        "no.such.Backend\n" + Provided.class.getName() + "\n");
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {url(folder)}, Backend.class.getClassLoader())) {
      assertThat(Backends.all(loader)).extracting(Backend::name).containsExactly("cpu", "provided");
    }
  }

  private static URL url(Path folder) {
    try {
      return folder.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
