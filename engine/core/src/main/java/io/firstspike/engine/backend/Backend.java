package io.firstspike.engine.backend;

import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.S4nnSpec;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Executes networks in one way, such as on this machine's processor or on a GPU. Whatever executes
 * a network, its spikes, potentials and decisions are the same, bit by bit.
 *
 * <p>A backend is a service: a module that has one names it for {@link ServiceLoader}, and {@link
 * Backends} finds it. Making the object must cost nothing and must not fail. Thread-safe.
 */
@API(status = Status.MAINTAINED)
public interface Backend {

  /** The name by which users choose this backend, in lower case: {@code cpu}, for example. */
  String name();

  /**
   * The reason why this backend cannot be used on this machine, with the remedy, in words for
   * users; empty if it can be used.
   */
  Optional<String> obstacle();

  /**
   * The reason why this backend cannot execute networks of {@code spec}, in words for users; empty
   * if it can.
   */
  Optional<String> unsupported(NetworkSpec spec);

  /**
   * {@link #unsupported} of a backend that computes neurons that fire once, but neither the
   * encoding by neurons that fire many times nor temporal back-propagation.
   */
  static Optional<String> onlyFirstSpikes(NetworkSpec spec) {
    if (spec.encoding().stepped() != null) {
      return Optional.of(
          "its encoding is of neurons that fire many times, which it does not compute");
    }
    return spec.decision().rule() instanceof S4nnSpec
        ? Optional.of("its decision layer learns by the rule s4nn, which it does not compute")
        : Optional.empty();
  }

  /**
   * The rank among the backends that can execute a network, when the user leaves the choice to the
   * program: the highest is taken. That of {@code cpu} is 0.
   */
  int rank();

  /** The number of stimuli in a batch at which this backend is about as fast as it can be. */
  int batchSize();

  /**
   * Does what takes long the first time, such as unpacking libraries, if this backend needs that at
   * all. {@link #open} and {@link #lesson} do it, too, without telling.
   *
   * @param progress takes lines for users, perhaps from another thread
   * @throws BackendFailure if it fails
   */
  default void prepare(Consumer<String> progress) {
    // Most backends are ready at once.
  }

  /** Keeps what a backend's objects share, a device's context for instance, until it is closed. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {

    @Override
    void close();
  }

  /**
   * Keeps what objects of this backend share, such as a device's context, until the result is
   * closed, so that another object is opened fast after the last one was closed. Does not open
   * anything, and does not fail.
   */
  default Hold hold() {
    return () -> {};
  }

  /**
   * Prepares the execution of a network, with its present weights.
   *
   * @param network a network of a spec that is supported
   */
  Inference open(Network network);

  /**
   * Prepares the execution of several networks; there are none yet.
   *
   * @param batch the most stimuli of the usual batch; larger ones may be split
   */
  default NetworkGroup group(int batch) {
    return new SeparateNetworks(this);
  }

  /**
   * Prepares the learning of a network on this backend's device; empty if this backend has none of
   * its own, so that the caller learns by {@code Learner}.
   *
   * @param network a network of a spec that is supported
   * @param progress what it has learned so far
   */
  default Optional<Lesson> lesson(Network network, Progress progress) {
    return Optional.empty();
  }

  /**
   * Whether the processor goes on in this backend's place after a failure of a {@link Lesson},
   * which is then logged. If not, the failure is the user's to know.
   */
  default boolean goesOnAfter(BackendFailure failure) {
    return false;
  }

  /**
   * The devices of this machine that this backend can run on, a line each, in words for users; none
   * if it needs no device.
   */
  default List<String> devices() {
    return List.of();
  }

  /**
   * This backend with settings of its own.
   *
   * @param settings what the user wrote after the backend's name and a colon
   * @throws BackendException if it does not know such a setting
   */
  default Backend with(String settings) {
    throw new BackendException(
        "backend " + name() + " has no settings, such as \"" + settings + "\"");
  }
}
