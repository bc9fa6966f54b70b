package io.firstspike.engine.learning;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.DecisionSpec;
import io.firstspike.engine.network.DeltaSpec;
import io.firstspike.engine.network.FeatureSpec;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Provenance;
import io.firstspike.engine.network.RewardSpec;
import io.firstspike.engine.network.StdpSpec;
import io.firstspike.engine.plasticity.DeltaRule;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spike.Volley;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Walks a network through its curriculum, one example at a time: STDP shapes the first feature
 * layer for the frames its spec gives it, then the next; when all are frozen, rewards and
 * punishments shape the decision layer. Each layer learns from the output of the frozen layers
 * below it, which the caller computes (see {@link #stage}).
 *
 * <p>Deterministic: the same examples in the same order give the same weights, bit for bit. Not
 * thread-safe.
 */
public final class Learner {

  private static final float LOWEST_FEATURE_WEIGHT = 0;
  private static final float HIGHEST_FEATURE_WEIGHT = 1;

  private final NetworkSpec spec;
  private final Network network;
  private SortedSet<ChangedRow> changed = new TreeSet<>();
  private Progress progress;
  private WinnerSearch search;
  private DecisionNeurons neurons;

  /**
   * A learner that goes on from {@code progress}; it changes {@code network}'s weights.
   *
   * @throws IllegalArgumentException if the progress is not of this network
   */
  public Learner(Network network, Progress progress) {
    this.spec = network.spec();
    this.network = network;
    if (progress.stage() < 0 || progress.stage() >= spec.layers()) {
      throw new IllegalArgumentException(
          "progress at stage "
              + progress.stage()
              + " of a network of "
              + spec.layers()
              + " layers");
    }
    this.progress = progress;
    prepareStage();
  }

  /** A learner at the beginning of its curriculum, with the first weights of {@code seed}. */
  public static Learner fresh(NetworkSpec spec, long seed) {
    return new Learner(Network.fresh(spec, seed), Progress.start(spec));
  }

  /**
   * What has been learned so far, to be kept.
   *
   * @param seed of the first weights
   * @param data what it was learned from, in words
   */
  public Model snapshot(long seed, String data) {
    Provenance provenance =
        new Provenance(
            Provenance.SOFTWARE, seed, data, progress.featureFrames(spec), progress.labels());
    return new Model(spec, provenance, progress, network.weights());
  }

  /** The network as it is now. */
  public Network network() {
    return network;
  }

  /** How far the curriculum has come. */
  public Progress progress() {
    return progress;
  }

  /** The layer that learns now, counted from 0: its input is the output of that many layers. */
  public int stage() {
    return progress.stage();
  }

  /** Whether the feature layers are frozen and the decision layer learns. */
  public boolean deciding() {
    return progress.deciding(spec);
  }

  /**
   * One frame for the feature layer that learns: its winners learn by STDP; after the layer's last
   * frame the next layer's turn begins.
   *
   * @param presynaptic the output of the first {@link #stage} layers
   * @throws IllegalStateException if no feature layer learns any more
   */
  public void learnFeatures(Volley presynaptic) {
    if (deciding()) {
      throw new IllegalStateException("all feature layers are frozen");
    }
    int layer = progress.stage();
    boolean first = progress.frames() == 0;
    StdpSpec rule = spec.features().get(layer).stdp();
    progress = progress.countFrame(rule);
    Stdp stdp =
        new Stdp(
            progress.potentiation(),
            progress.depression(),
            LOWEST_FEATURE_WEIGHT,
            HIGHEST_FEATURE_WEIGHT,
            true);
    learn(layer, stdp, search.search(presynaptic), presynaptic, first);
    progress = progress.advance(spec);
    if (progress.stage() != layer) {
      if (spec.features().get(layer).binary()) {
        binarise(layer);
      }
      prepareStage();
    }
  }

  /**
   * One label for the decision layer. By reward and punishment: the neuron that decided is rewarded
   * if it was right, punished if not; a silent network learns nothing from the label, but counts
   * it. By the delta rule: every neuron learns from its error.
   *
   * @param features the volley that was decided on
   * @param decision what was decided
   * @param label the right label, an index into the spec's labels
   * @throws IllegalStateException if the feature layers still learn
   */
  public void learnDecision(Volley features, Decision decision, int label) {
    if (!deciding()) {
      throw new IllegalStateException(
          "layer " + spec.layerName(progress.stage()) + " is still learning its features");
    }
    DecisionSpec layer = spec.decision();
    if (layer.delta() != null) {
      learnByDelta(layer.delta(), features, label);
    } else if (!decision.silent()) {
      boolean first = progress.correct() + progress.wrong() == 0;
      Stdp stdp = decision.label() == label ? reward() : punishment();
      learn(progress.stage(), stdp, List.of(decision.winner().orElseThrow()), features, first);
    }
    int batch = layer.rstdp() == null ? Integer.MAX_VALUE : layer.rstdp().adaptEvery();
    progress = progress.countLabel(decision.label(), label, batch);
  }

  /** The error is that of the weights as they are now, which may be newer than the decision. */
  private void learnByDelta(DeltaSpec rule, Volley features, int label) {
    Convolution convolution = network.convolution(progress.stage());
    progress = progress.measure(features.count(), rule);
    DeltaRule delta = new DeltaRule(rule.step(progress.labels(), progress.meanInputs()));
    float[] changes = delta.changes(neurons.potentials(features), label);
    for (int i = 0; i < features.count(); i++) {
      // Each neuron sees the whole input: a spike's index is the position of its synapse.
      convolution.add(features.spike(i), changes);
    }
    for (int map = 0; map < changes.length; map++) {
      changed.add(new ChangedRow(progress.stage(), map));
    }
  }

  /** The rows that changed since the last call, by layer and map. */
  public SortedSet<ChangedRow> takeChanges() {
    SortedSet<ChangedRow> taken = changed;
    changed = new TreeSet<>();
    return taken;
  }

  private void learn(
      int layer, Stdp stdp, List<Winner> winners, Volley presynaptic, boolean first) {
    Convolution convolution = network.convolution(layer);
    byte[] latencies = presynaptic.latencies();
    for (Winner winner : winners) {
      byte[] field =
          convolution.receptiveField(
              latencies, (byte) presynaptic.steps(), winner.row(), winner.column());
      float[] row = convolution.row(winner.map());
      stdp.learn(row, field, winner.step());
      setRow(layer, convolution, winner.map(), row);
    }
    if (first) {
      clampAll(layer, convolution, stdp);
    }
  }

  /** First weights may lie outside the rule's bounds: a layer's first update clamps them all. */
  private void clampAll(int layer, Convolution convolution, Stdp stdp) {
    for (int map = 0; map < convolution.output().maps(); map++) {
      float[] row = convolution.row(map);
      if (stdp.clamp(row)) {
        setRow(layer, convolution, map, row);
      }
    }
  }

  /** STDP has driven the weights to either end: rounding them makes the layer one of ones. */
  private void binarise(int layer) {
    Convolution convolution = network.convolution(layer);
    for (int map = 0; map < convolution.output().maps(); map++) {
      float[] row = convolution.row(map);
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] > 0.5f ? 1 : 0;
      }
      setRow(layer, convolution, map, row);
    }
  }

  private void setRow(int layer, Convolution convolution, int map, float[] row) {
    convolution.setRow(map, row);
    changed.add(new ChangedRow(layer, map));
  }

  private Stdp reward() {
    RewardSpec rule = spec.decision().rstdp();
    return scaled(rule.rewardActive(), rule.rewardSilent(), progress.rewardScale());
  }

  private Stdp punishment() {
    RewardSpec rule = spec.decision().rstdp();
    return scaled(rule.punishActive(), rule.punishSilent(), progress.punishmentScale());
  }

  private Stdp scaled(float active, float silent, double scale) {
    RewardSpec rule = spec.decision().rstdp();
    return new Stdp(
        (float) (active * scale), (float) (silent * scale), rule.lower(), rule.upper(), false);
  }

  private void prepareStage() {
    if (deciding()) {
      search = null;
      neurons = new DecisionNeurons(network.convolution(progress.stage()));
      return;
    }
    FeatureSpec layer = spec.features().get(progress.stage());
    search =
        new WinnerSearch(
            network.convolution(progress.stage()),
            layer.threshold(),
            layer.stdp().winners(),
            layer.stdp().inhibitionRadius());
  }
}
