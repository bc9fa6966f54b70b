package io.firstspike.pipeline.app.page.network;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.FollowedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The latest version of the model of each key, of the {@value #MOST_KEYS} whose model came last.
 * Thread-safe.
 */
public final class LearnedNetworks {

  private static final int MOST_KEYS = 100;
  private static final int MOST_VERSIONS = 256;

  /** By model key, the one whose model came first at the beginning. */
  private final Map<String, Kept> latest = new LinkedHashMap<>();

  private static final class Kept {
    private final List<LearnedLayer.Convergence> converging = new ArrayList<>();
    private LearnedNetwork network;
  }

  /** A version has been published. */
  public void take(FollowedModel followed) {
    LearnedNetwork network = new LearnedNetwork(followed);
    LearnedLayer.Convergence convergence = network.convergence();
    synchronized (this) {
      Kept kept = latest.remove(followed.modelKey());
      kept = kept == null ? new Kept() : kept;
      latest.put(followed.modelKey(), kept);
      kept.network = network;
      note(kept.converging, convergence);
      if (latest.size() > MOST_KEYS) {
        latest.remove(latest.keySet().iterator().next());
      }
    }
  }

  private static void note(List<LearnedLayer.Convergence> all, LearnedLayer.Convergence next) {
    boolean another =
        !all.isEmpty()
            && (all.get(0).values().size() != next.values().size()
                || all.get(all.size() - 1).learnedFrom() > next.learnedFrom());
    if (another) {
      all.clear();
    }
    // Once all feature layers are frozen, nothing changes any more.
    if (all.isEmpty() || all.get(all.size() - 1).learnedFrom() < next.learnedFrom()) {
      all.add(next);
    }
    if (all.size() > MOST_VERSIONS) {
      all.remove(1);
    }
  }

  /** The latest version of the model of a key; empty before the first. */
  public synchronized Optional<LearnedNetwork> of(String modelKey) {
    return Optional.ofNullable(latest.get(modelKey)).map(kept -> kept.network);
  }

  /** The spec of the latest version of the model of a key; empty before the first. */
  public Optional<NetworkSpec> specOf(String modelKey) {
    return of(modelKey).map(LearnedNetwork::spec);
  }

  /** What the page shows of the latest version of the model of a key; empty before the first. */
  public Optional<LearnedLayer.Network> view(String modelKey) {
    LearnedNetwork network;
    List<LearnedLayer.Convergence> converging;
    synchronized (this) {
      Kept kept = latest.get(modelKey);
      if (kept == null) {
        return Optional.empty();
      }
      network = kept.network;
      converging = List.copyOf(kept.converging);
    }
    return Optional.of(
        new LearnedLayer.Network(
            modelKey,
            network.version(),
            network.spec().name(),
            network.spec().decision().labels(),
            network.pictured(),
            network.layers(),
            converging));
  }
}
