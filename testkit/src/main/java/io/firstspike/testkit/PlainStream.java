package io.firstspike.testkit;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.LabelledStimuli;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs labelled stimuli through the engine alone, one after the other: the reference for the
 * stream. Frame and label number n are those of image n; after the last image the first follows
 * again. A label counts as soon as its frame has come, too.
 */
public final class PlainStream {

  /**
   * The content of a prediction, without clock times.
   *
   * @param position the frame's position in the stream
   */
  public record Said(
      long position,
      String phase,
      Optional<String> label,
      double potential,
      double runnerUpPotential,
      int spikeTime,
      String modelVersion) {

    /**
     * The content of a prediction.
     *
     * @param start the event time of the stream's first frame, in milliseconds since 1970; frames
     *     are 1 ms apart
     */
    public static Said of(Prediction prediction, long start) {
      return new Said(
          prediction.frameTimestamp() - start,
          prediction.phase(),
          prediction.label(),
          prediction.potential(),
          prediction.runnerUpPotential(),
          prediction.spikeTime(),
          prediction.modelVersion());
    }
  }

  private record Open(Volley features, Decision decision) {}

  private final LabelledStimuli stimuli;
  private final Map<Integer, Open> open = new HashMap<>();
  private final Set<Integer> early = new HashSet<>();
  private final Set<Integer> seen = new HashSet<>();
  private final List<Said> said = new ArrayList<>();
  private Learner learner;
  private Classifier classifier;
  private long updates;

  /** Makes a stream before its first frame, with a fresh network. */
  public PlainStream(NetworkSpec spec, long seed, LabelledStimuli stimuli) {
    this.stimuli = stimuli;
    use(Learner.fresh(spec, seed));
  }

  /** Makes a stream before its first frame that goes on from a model. */
  public PlainStream(Model model, LabelledStimuli stimuli) {
    this.stimuli = stimuli;
    use(new Learner(model.network(), model.progress()));
  }

  private void use(Learner other) {
    learner = other;
    classifier = new Classifier(other.network());
  }

  /**
   * Makes a stream and sends frames 0 to {@code frames - 1}, each label {@code delay} frames after
   * its frame.
   */
  public static PlainStream delayed(
      NetworkSpec spec, long seed, LabelledStimuli stimuli, int frames, int delay) {
    PlainStream stream = new PlainStream(spec, seed, stimuli);
    stream.send(0, frames, delay);
    return stream;
  }

  /**
   * Sends frames {@code from} to {@code to - 1}, each label {@code delay} frames after its frame.
   */
  public void send(int from, int to, int delay) {
    for (int i = from; i < to + delay; i++) {
      if (i < to) {
        frame(i);
      }
      if (i - delay >= from) {
        label(i - delay);
      }
    }
  }

  /** Sends the next frame. */
  public void frame(int position) {
    seen.add(position);
    Volley encoded = classifier.encode(stimuli.stimulus(position % stimuli.size()));
    if (learner.deciding()) {
      Volley features = classifier.evidence(encoded);
      Decision decision = learner.decide(features);
      say(position, Prediction.DECISION, decision);
      open.put(position, new Open(features, decision));
    } else {
      say(position, spec().layerName(learner.stage()), Decision.SILENT);
      learner.learnFeatures(classifier.features(encoded, learner.stage()));
      updates++;
    }
    if (early.remove(position)) {
      label(position);
    }
  }

  /** Sends the label of a frame; the label of a frame without a decision is ignored. */
  public void label(int position) {
    if (!seen.contains(position)) {
      early.add(position);
      return;
    }
    Open decided = open.remove(position);
    if (decided != null) {
      int label = place(stimuli.label(position % stimuli.size()));
      learner.learnDecision(decided.features(), decided.decision(), label);
      updates++;
    }
  }

  /** The index of a label; a new one takes free neurons. */
  private int place(String label) {
    if (spec().decision().place(label) < 0) {
      use(learner.withLabel(label));
    }
    return spec().decision().place(label);
  }

  /** Retires a label. */
  public void retire(String label) {
    learner.retire(spec().decision().place(label));
  }

  /** Restores a retired label. */
  public void restore(String label) {
    learner.restore(spec().decision().place(label));
  }

  /** Goes on with another spec of the same neurons. */
  public void goOn(NetworkSpec spec) {
    use(new Learner(Network.of(spec, learner.network().weights().toArrays()), learner.progress()));
  }

  private NetworkSpec spec() {
    return learner.network().spec();
  }

  private void say(int position, String phase, Decision decision) {
    Optional<Winner> winner = decision.winner();
    said.add(
        new Said(
            position,
            phase,
            winner.map(w -> spec().decision().labels().get(decision.label())),
            winner.map(Winner::potential).orElse(0f),
            decision.runnerUp() < 0 ? 0 : decision.runnerUpPotential(),
            winner.map(Winner::step).orElse(Prediction.NO_SPIKE),
            spec().name() + "@" + updates));
  }

  /** The decisions, in the order of frames. */
  public List<Said> said() {
    return said;
  }

  /** The fingerprint of all weights. */
  public String fingerprint() {
    return Model.fingerprint(learner.network().weights());
  }
}
