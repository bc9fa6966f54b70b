package io.firstspike.pipeline.app.page.network;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.engine.view.ContactSheet;
import io.firstspike.engine.view.DeepFeature;
import io.firstspike.engine.view.NetworkView;
import io.firstspike.pipeline.app.console.Png;
import io.firstspike.pipeline.stream.model.FollowedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a model, as the page shows it. What takes time is computed when it is first asked
 * for. Thread-safe.
 */
public final class LearnedNetwork {

  /** The most pixels of a picture of a layer. */
  private static final long MOST_PIXELS = 16 << 20;

  /** Hexadecimal digits of a layer's fingerprint. */
  private static final int FINGERPRINT = 16;

  private final FollowedModel followed;
  private final Map<Integer, Optional<byte[]>> pictures = new HashMap<>();
  private Network network;
  private SeeingNetwork seeing;
  private List<LearnedLayer> layers;

  LearnedNetwork(FollowedModel followed) {
    this.followed = followed;
  }

  /** The name of this version. */
  public String version() {
    return followed.modelVersion();
  }

  /** The number of its layers, the decision layer among them. */
  public int layerCount() {
    return spec().layers();
  }

  /** Whether what its maps look for has pictures: not where neurons that fire many times encode. */
  boolean pictured() {
    return spec().encoding().stepped() == null;
  }

  NetworkSpec spec() {
    return followed.model().spec();
  }

  /** How far the feature layers have converged. */
  LearnedLayer.Convergence convergence() {
    List<Double> values = new ArrayList<>();
    for (int layer = 0; layer < spec().features().size(); layer++) {
      values.add(network().weights().table(layer).convergence());
    }
    return new LearnedLayer.Convergence(
        version(), followed.model().progress().featureFrames(), values);
  }

  /** What the page shows of the layers. */
  synchronized List<LearnedLayer> layers() {
    if (layers == null) {
      List<LearnedLayer> all = new ArrayList<>();
      for (int layer = 0; layer < spec().layers(); layer++) {
        all.add(layer(layer));
      }
      layers = List.copyOf(all);
    }
    return layers;
  }

  private LearnedLayer layer(int layer) {
    boolean decides = layer == spec().features().size();
    Progress progress = followed.model().progress();
    float[][] rows = network().weights().rows(layer);
    return new LearnedLayer(
        spec().layerName(layer),
        decides,
        rows.length,
        rows[0].length,
        state(layer, decides, progress),
        decides ? progress.labels() : progress.framesOf(layer),
        decides ? null : network().weights().table(layer).convergence(),
        WeightHistogram.of(rows),
        Model.fingerprint(new float[][][] {rows}).substring(0, FINGERPRINT));
  }

  private String state(int layer, boolean decides, Progress progress) {
    if (decides && spec().decision().rule() instanceof DecisionRule.Fixed) {
      return "fixed";
    }
    if (layer > progress.stage()) {
      return "waiting";
    }
    return layer < progress.stage() ? "frozen" : decides ? "deciding" : "learning";
  }

  /**
   * A picture of what each map of a layer has learned, as PNG; empty if there is none, or it would
   * be too large.
   *
   * @param layer counted from 0, feature layers first, the decision layer last
   */
  public synchronized Optional<byte[]> picture(int layer) {
    return pictures.computeIfAbsent(layer, this::draw);
  }

  private Optional<byte[]> draw(int layer) {
    if (!pictured()) {
      return Optional.empty();
    }
    try {
      DeepFeature pictures = NetworkView.layer(network(), layer);
      return pictures.shape().size() > MOST_PIXELS
          ? Optional.empty()
          : Optional.of(Png.bytes(ContactSheet.of(pictures)));
    } catch (IllegalArgumentException e) {
      // More pixels than a shape can have.
      return Optional.empty();
    }
  }

  /**
   * How the network sees a frame.
   *
   * @throws IllegalArgumentException if it does not take the frame
   */
  public SpikeRaster see(String frameId, Stimulus stimulus) {
    return seeing().see(followed.modelKey(), frameId, version(), stimulus);
  }

  private synchronized SeeingNetwork seeing() {
    if (seeing == null) {
      seeing = new SeeingNetwork(network());
    }
    return seeing;
  }

  private synchronized Network network() {
    if (network == null) {
      Model model = followed.model();
      network = model.serving();
    }
    return network;
  }
}
