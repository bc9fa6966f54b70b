package io.firstspike.engine.backend;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A backend in whose place the processor goes on once it has failed: what a user gets who has left
 * the choice to the program. The results are the same; the first failure is logged.
 */
final class BackendOrCpu implements Backend {

  private static final System.Logger LOG = System.getLogger(BackendOrCpu.class.getName());

  private final Backend first;

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
    return first.batchSize();
  }

  @Override
  public List<String> devices() {
    return first.devices();
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
  public Optional<Lesson> lesson(Network network, Progress progress) {
    try {
      return first.lesson(network, progress);
    } catch (BackendFailure e) {
      report(e);
      return Optional.empty();
    }
  }

  @Override
  public Inference open(Network network) {
    try {
      return new InferenceOrCpu(network, first.open(network));
    } catch (BackendFailure e) {
      report(e);
      return Backends.cpu().open(network);
    }
  }

  private void report(BackendFailure failure) {
    LOG.log(
        System.Logger.Level.WARNING,
        "backend {0} failed, {1} goes on: {2}",
        first.name(),
        Backends.CPU,
        failure.getMessage());
  }

  /** Execution by the first backend until it fails, then by the processor. */
  private final class InferenceOrCpu implements Inference {

    private final Network network;
    private Inference current;
    private boolean failed;

    InferenceOrCpu(Network network, Inference inference) {
      this.network = network;
      this.current = inference;
    }

    /** Computes with what is at work; a batch that failed is computed again as a whole. */
    private <R> R compute(Function<Inference, R> computation) {
      try {
        return computation.apply(current);
      } catch (BackendFailure e) {
        if (failed) {
          throw e;
        }
        report(e);
        failed = true;
        closeQuietly(current);
        current = Backends.cpu().open(network);
        return computation.apply(current);
      }
    }

    /** A device that has failed may fail again when it is to give back what it held. */
    private static void closeQuietly(Inference lost) {
      try {
        lost.close();
      } catch (BackendFailure e) {
        LOG.log(System.Logger.Level.DEBUG, "closing what had failed", e);
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
}
