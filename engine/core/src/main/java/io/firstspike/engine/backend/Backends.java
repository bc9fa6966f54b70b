package io.firstspike.engine.backend;

import io.firstspike.engine.spec.NetworkSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The backends at hand: {@value #CPU}, and those of other modules on the class path.
 *
 * <pre>{@code
 * Backend backend = Backends.choose(Backends.AUTO, network.spec());
 * try (Inference inference = backend.open(network)) {
 *   List<Decision> decisions = inference.classify(images);
 * }
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class Backends {

  /** The name of the backend that runs everywhere: this machine's processor. */
  public static final String CPU = "cpu";

  /** Stands for the fastest backend that can be used. */
  public static final String AUTO = "auto";

  /** The backend whose module the launcher puts beside the program only if it is asked to. */
  private static final String BESIDE = "nd4j";

  /** The most providers that fail before their class is known; an iterator may be stuck. */
  private static final int MOST_FAILURES = 100;

  private Backends() {}

  /** The backend that runs everywhere. */
  public static Backend cpu() {
    return new CpuBackend();
  }

  /** All backends at hand, whether or not this machine can use them; {@value #CPU} is the first. */
  public static List<Backend> all() {
    return all(Backends.class.getClassLoader());
  }

  static List<Backend> all(ClassLoader loader) {
    List<Backend> all = new ArrayList<>(List.of(cpu()));
    Iterator<Backend> found = ServiceLoader.load(Backend.class, loader).iterator();
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      try {
        while (found.hasNext()) {
          all.add(found.next());
        }
        break;
      } catch (ServiceConfigurationError | LinkageError e) {
        // A provider that cannot be loaded here hides none of the others.
        continue;
      }
    }
    return List.copyOf(all);
  }

  /**
   * Checks that there is a backend of this name; it may be for another machine than this.
   *
   * @param name {@value #AUTO} or the name of a backend, with settings or without
   * @throws BackendException if there is none, or it does not know the settings
   */
  public static void requireKnown(String name) {
    if (!name.equals(AUTO)) {
      named(name, all());
    }
  }

  /**
   * The backend to execute networks of {@code spec} with on this machine.
   *
   * @param name the name of a backend, perhaps with a colon and settings, such as {@code
   *     cuda:memory=8g}; or {@value #AUTO} for the one of the highest rank among those that can
   *     execute such networks here, in whose place {@value #CPU} goes on if it fails
   * @throws BackendException if there is no backend of this name, or it cannot execute such
   *     networks here
   */
  public static Backend choose(String name, NetworkSpec spec) {
    return choose(name, spec, all());
  }

  /**
   * What {@value #AUTO} would take for other networks, but not for those of {@code spec}: a
   * sentence for each backend, in words for users; none if the user names a backend.
   *
   * @param name the name that the user gave
   */
  public static List<String> passedOver(String name, NetworkSpec spec) {
    return passedOver(name, spec, all());
  }

  static List<String> passedOver(String name, NetworkSpec spec, List<Backend> all) {
    if (!name.equals(AUTO)) {
      return List.of();
    }
    return all.stream()
        .filter(one -> one.rank() > 0 && one.unsupported(spec).isPresent())
        .filter(one -> one.obstacle().isEmpty())
        .map(
            one ->
                "note: backend "
                    + one.name()
                    + " is not used for network "
                    + spec.name()
                    + ": "
                    + one.unsupported(spec).orElseThrow())
        .toList();
  }

  static Backend choose(String name, NetworkSpec spec, List<Backend> all) {
    if (name.equals(AUTO)) {
      return orCpu(best(all.stream().filter(one -> one.unsupported(spec).isEmpty())));
    }
    Backend chosen = usable(name, all);
    refuse(name, "cannot execute network " + spec.name(), chosen.unsupported(spec));
    return chosen;
  }

  /**
   * The backend to execute networks with on this machine, whatever their specs.
   *
   * @param name the name of a backend, or {@value #AUTO} for the one of the highest rank among
   *     those that can be used here
   * @throws BackendException if there is no backend of this name, or it cannot be used here
   */
  public static Backend usable(String name) {
    return usable(name, all());
  }

  private static Backend usable(String name, List<Backend> all) {
    if (name.equals(AUTO)) {
      return orCpu(best(all.stream()));
    }
    Backend chosen = named(name, all);
    refuse(name, "cannot be used here", chosen.obstacle());
    return chosen;
  }

  /**
   * The backend of the highest rank; {@value #CPU}, which supports everything, is one of them.
   * Those below it are not even asked.
   */
  private static Backend best(Stream<Backend> backends) {
    return backends
        .sorted(Comparator.comparingInt(Backend::rank).reversed())
        .filter(one -> one.obstacle().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static Backend orCpu(Backend best) {
    return best.name().equals(CPU) ? best : new BackendOrCpu(best);
  }

  private static Backend named(String name, List<Backend> all) {
    int colon = name.indexOf(':');
    return colon < 0
        ? plainlyNamed(name, all)
        : plainlyNamed(name.substring(0, colon), all).with(name.substring(colon + 1));
  }

  private static Backend plainlyNamed(String name, List<Backend> all) {
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendException(
                    "there is no backend \""
                        + name
                        + "\": choose "
                        + AUTO
                        + " or one of "
                        + String.join(", ", all.stream().map(Backend::name).toList())
                        + (name.equals(BESIDE)
                            ? "; " + name + " comes with FIRSTSPIKE_MODULES=" + name
                            : "")));
  }

  private static void refuse(String name, String what, Optional<String> reason) {
    reason.ifPresent(
        why -> {
          throw new BackendException(
              "backend " + name + " " + what + ": " + why + "; " + CPU + " runs everywhere");
        });
  }
}
