package io.firstspike.engine.backend;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A backend in whose place the processor goes on once it has failed, for a user who has left the
 * choice to the program. The results are the same. The failure is logged, and the backend is not
 * asked again, unless it was only short of memory.
 */
final class BackendOrCpu implements Backend {

  private static final System.Logger LOG = System.getLogger(BackendOrCpu.class.getName());

  private final Backend first;
  private final AtomicBoolean failed = new AtomicBoolean();

  BackendOrCpu(Backend first) {
    this.first = first;
  }

  @Override
  public String name() {
    return first.name();
  }

  @Override
  public Optional<String> obstacle() {
    return first.obstacle();
  }

  @Override
  public Optional<String> unsupported(NetworkSpec spec) {
    return first.unsupported(spec);
  }

  @Override
  public int rank() {
    return first.rank();
  }

  @Override
  public int batchSize() {
    return atWork().batchSize();
  }

  @Override
  public List<String> devices() {
    return first.devices();
  }

  private Backend atWork() {
    return failed.get() ? Backends.cpu() : first;
  }

  @Override
  public void prepare(Consumer<String> progress) {
    try {
      first.prepare(progress);
    } catch (BackendFailure e) {
      report(e);
    }
  }

  @Override
  public Hold hold() {
    return first.hold();
  }

  @Override
  public Optional<Lesson> lesson(Network network, Progress progress) {
    try {
      return atWork().lesson(network, progress);
    } catch (BackendFailure e) {
      report(e);
      return Optional.empty();
    }
  }

  @Override
  public boolean goesOnAfter(BackendFailure failure) {
    report(failure);
    return true;
  }

  @Override
  public Inference open(Network network) {
    try {
      return new InferenceOrCpu(network, atWork().open(network));
    } catch (BackendFailure e) {
      report(e);
      return Backends.cpu().open(network);
    }
  }

  @Override
  public NetworkGroup group(int batch) {
    NetworkGroup group;
    try {
      group = atWork().group(batch);
    } catch (BackendFailure e) {
      report(e);
      return Backends.cpu().group(batch);
    }
    return new GroupOrCpu(group, batch);
  }

  /** A device that has failed may fail again when it is to give back what it held. */
  private static void closeQuietly(AutoCloseable lost) {
    try {
      lost.close();
    } catch (Exception e) { // as the interface declares
      LOG.log(System.Logger.Level.DEBUG, "closing what had failed", e);
    }
  }

  /** Logs a failure; one that makes the backend useless only if it is the first. */
  private void report(BackendFailure failure) {
    if (failure.full() || failed.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "backend {0} failed, {1} goes on: {2}",
          first.name(),
          Backends.CPU,
          failure.getMessage());
    }
  }

  /** Execution by the first backend until it fails, then by the processor. */
  private final class InferenceOrCpu implements Inference {

    private final Network network;
    private Inference current;
    private boolean replaced;

    InferenceOrCpu(Network network, Inference inference) {
      this.network = network;
      this.current = inference;
    }

    /** Computes with what is at work; a batch that failed is computed again as a whole. */
    private <R> R compute(Function<Inference, R> computation) {
      try {
        return computation.apply(current);
      } catch (BackendFailure e) {
        if (replaced) {
          throw e;
        }
        report(e);
        replaced = true;
        closeQuietly(current);
        current = Backends.cpu().open(network);
        return computation.apply(current);
      }
    }

    @Override
    public List<Volley> encode(List<? extends Stimulus> batch) {
      return compute(inference -> inference.encode(batch));
    }

    @Override
    public List<Volley> features(List<Volley> encoded, int layers) {
      return compute(inference -> inference.features(encoded, layers));
    }

    @Override
    public List<Volley> evidence(List<? extends Stimulus> batch) {
      return compute(inference -> inference.evidence(batch));
    }

    @Override
    public List<Decision> decide(List<Volley> evidence) {
      return compute(inference -> inference.decide(evidence));
    }

    @Override
    public List<Decision> classify(List<? extends Stimulus> batch) {
      return compute(inference -> inference.classify(batch));
    }

    @Override
    public int[] labels(List<? extends Stimulus> batch) {
      return compute(inference -> inference.labels(batch));
    }

    @Override
    public void refresh() {
      compute(
          inference -> {
            inference.refresh();
            return inference;
          });
    }

    @Override
    public void close() {
      current.close();
    }
  }

  /**
   * Execution of several networks by the first backend until it fails, then by the processor; of
   * those that it does not support, by the processor from the beginning.
   */
  private final class GroupOrCpu implements NetworkGroup {

    private final int batch;
    private final NetworkGroup aside;
    private final Set<Network> unsupported = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Network> networks = Collections.newSetFromMap(new IdentityHashMap<>());
    private NetworkGroup current;
    private boolean replaced;

    GroupOrCpu(NetworkGroup group, int batch) {
      this.current = group;
      this.batch = batch;
      this.aside = Backends.cpu().group(batch);
    }

    private void replaceAfter(BackendFailure failure) {
      if (replaced) {
        throw failure;
      }
      report(failure);
      replaced = true;
      closeQuietly(current);
      current = Backends.cpu().group(batch);
      networks.forEach(current::add);
    }

    @Override
    public void add(Network network) {
      if (first.unsupported(network.spec()).isPresent()) {
        aside.add(network);
        unsupported.add(network);
        return;
      }
      try {
        current.add(network);
      } catch (BackendFailure e) {
        replaceAfter(e);
        current.add(network);
      }
      networks.add(network);
    }

    @Override
    public void remove(Network network) {
      if (unsupported.remove(network)) {
        aside.remove(network);
        return;
      }
      current.remove(network);
      networks.remove(network);
    }

    @Override
    public List<Decision> classify(List<Network> asked, List<? extends Stimulus> stimuli) {
      if (asked.stream().noneMatch(unsupported::contains)) {
        return classifyAlike(asked, stimuli);
      }
      Decision[] decisions = new Decision[asked.size()];
      for (boolean here : new boolean[] {true, false}) {
        int[] numbers =
            IntStream.range(0, asked.size())
                .filter(i -> unsupported.contains(asked.get(i)) == here)
                .toArray();
        List<Network> networks = IntStream.of(numbers).mapToObj(asked::get).toList();
        List<Stimulus> own = IntStream.of(numbers).<Stimulus>mapToObj(stimuli::get).toList();
        List<Decision> results =
            here ? aside.classify(networks, own) : classifyAlike(networks, own);
        for (int i = 0; i < numbers.length; i++) {
          decisions[numbers[i]] = results.get(i);
        }
      }
      return Arrays.asList(decisions);
    }

    private List<Decision> classifyAlike(List<Network> asked, List<? extends Stimulus> stimuli) {
      if (asked.isEmpty()) {
        return List.of();
      }
      try {
        return current.classify(asked, stimuli);
      } catch (BackendFailure e) {
        replaceAfter(e);
        return current.classify(asked, stimuli);
      }
    }

    @Override
    public void close() {
      current.close();
      aside.close();
    }
  }
}
