package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decision;
import io.firstspike.pipeline.learner.Tally.Count;
import io.firstspike.pipeline.model.BaseModel;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;
import io.firstspike.pipeline.wire.Remembered.Standing;
import io.firstspike.pipeline.wire.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One model key at work: decides on frames, learns from labels, tells how it goes. Cached between
 * turns; state makes it anew.
 */
final class Session {

  private static final long REPORT_WITHIN = 1000;
  private static final long PUBLISH_WITHIN = 5000;

  /** A fast stream is not to be slowed down by telling of each thousandth of it. */
  private static final long PUBLISH_AFTER = 1000;

  private final LearnerSettings settings;
  private final Traces traces;
  private final KeyedLearner learner;
  private final Tally tally;
  private final MetricsWindow window;
  private final Publication publication;
  private final Alarm report = new Alarm(REPORT_WITHIN);
  private final Alarm publish = new Alarm(PUBLISH_WITHIN);
  private long published = Long.MIN_VALUE / 2;

  private Session(
      LearnerSettings settings,
      Traces traces,
      KeyedLearner learner,
      Tally tally,
      MetricsWindow window,
      Publication publication) {
    this.settings = settings;
    this.traces = traces;
    this.learner = learner;
    this.tally = tally;
    this.window = window;
    this.publication = publication;
  }

  /** The session of the current key. */
  static Session load(
      LearnerSettings settings, BaseModel base, LearnerState state, Traces traces, Turn turn)
      throws Exception {
    KeyedLearner learner = KeyedLearner.load(base, state);
    Tally tally = Tally.load(base.spec().decision().labels().size(), state);
    Session session =
        new Session(
            settings,
            traces,
            learner,
            tally,
            new MetricsWindow(tally),
            new Publication(base, learner, tally));
    if (learner.restored()) {
      // What was told before the failure may not be what was learned.
      session.report.set(turn);
      session.publish.set(turn);
    }
    return session;
  }

  void frame(EncodedFrame frame, Turn turn) throws Exception {
    Optional<Standing> standing = traces.standing(frame.frameId());
    if (standing.isPresent() && standing.get() != Standing.AWAITS_FRAME) {
      turn.rejectFrame(frame.received(), "frame id \"" + frame.frameId() + "\" was already seen");
      return;
    }
    tally.add(Count.FRAMES, 1);
    window.frame(turn.now());
    int label = label(frame, standing.isPresent(), turn);
    Trace trace = learner.deciding() ? decide(frame, turn) : learnFeatures(frame, turn);
    if (label == EncodedFrame.NO_LABEL) {
      traces.awaitLabel(frame.frameId(), trace, turn);
      tally.add(Count.TRACES_WAITING, 1);
    } else {
      learn(frame.frameId(), trace, label, turn);
    }
    settle(turn);
  }

  /** The label a frame came with, or that came before it. */
  private int label(EncodedFrame frame, boolean early, Turn turn) throws Exception {
    if (!early) {
      return frame.label();
    }
    tally.add(Count.LABELS_WAITING, -1);
    ReceivedLabel waiting = traces.takeLabel(frame.frameId());
    if (frame.label() == EncodedFrame.NO_LABEL) {
      return waiting.label();
    }
    turn.rejectLabel(waiting.received(), alreadyLabelled(frame.frameId()));
    return frame.label();
  }

  private Trace learnFeatures(EncodedFrame frame, Turn turn) throws Exception {
    int stage = learner.stage();
    predict(frame, Decision.SILENT, learner.spec().layerName(stage), turn);
    learner.learnFeatures(frame);
    tally.add(Count.FRAMES_LEARNED, 1);
    publish.set(turn);
    if (learner.stage() != stage) {
      publish(turn);
    }
    return Trace.UNDECIDED;
  }

  private Trace decide(EncodedFrame frame, Turn turn) {
    Trace trace = learner.decide(frame);
    predict(frame, trace.decision(), Prediction.DECISION, turn);
    if (settings.order() == Order.LIVE) {
      window.latency(turn.now() - frame.timestamp());
    }
    return trace;
  }

  private void predict(EncodedFrame frame, Decision decision, String phase, Turn turn) {
    List<String> labels = learner.spec().decision().labels();
    Optional<Winner> winner = decision.winner();
    turn.predict(
        new Prediction(
            frame.modelKey(),
            frame.frameId(),
            winner.map(w -> labels.get(decision.label())),
            decision.runnerUp() < 0
                ? Optional.empty()
                : Optional.of(labels.get(decision.runnerUp())),
            phase,
            winner.map(Winner::potential).orElse(0f),
            decision.runnerUpPotential(),
            winner.map(Winner::step).orElse(Prediction.NO_SPIKE),
            publication.modelVersion(),
            Math.max(0, frame.timestamp()),
            turn.now()));
    tally.add(Count.PREDICTIONS, 1);
    tally.add(Count.SILENT, decision.silent() ? 1 : 0);
  }

  void label(ReceivedLabel label, Turn turn) throws Exception {
    Optional<Standing> standing = traces.standing(label.frameId());
    if (standing.isEmpty()) {
      traces.awaitFrame(label, turn);
      tally.add(Count.LABELS_WAITING, 1);
    } else if (standing.get() == Standing.AWAITS_LABEL) {
      tally.add(Count.TRACES_WAITING, -1);
      learn(label.frameId(), traces.takeTrace(label.frameId()), label.label(), turn);
    } else {
      turn.rejectLabel(label.received(), alreadyLabelled(label.frameId()));
    }
    settle(turn);
  }

  private void learn(String frameId, Trace trace, int label, Turn turn) throws Exception {
    traces.labelled(frameId, turn);
    if (trace.features().isEmpty()) {
      tally.add(Count.LABELS_SKIPPED, 1);
      return;
    }
    learner.learnDecision(trace.features().get(), trace.decision(), label);
    tally.add(Count.LABELS_LEARNED, 1);
    tally.judge(label, trace.decision().label());
    publish.set(turn);
    if (tally.of(Count.LABELS_LEARNED) % settings.publishEveryLabels() == 0
        && turn.now() - published >= PUBLISH_AFTER) {
      publish(turn);
    }
  }

  private static String alreadyLabelled(String frameId) {
    return "frame \"" + frameId + "\" already has its label";
  }

  /** Writes what has been learned and counted to state. */
  void save() throws Exception {
    learner.save();
    tally.save();
  }

  /** Forgets what has waited too long. */
  void expire(Turn turn) throws Exception {
    Traces.Expired expired = traces.expire(turn);
    for (ReceivedLabel label : expired.labels()) {
      turn.rejectLabel(
          label.received(),
          "no frame with id \""
              + label.frameId()
              + "\" came within "
              + Duration.ofMillis(settings.timeToLive()).toSeconds()
              + " s");
    }
    int labels = expired.labels().size();
    if (labels + expired.traces() > 0) {
      tally.add(Count.LABELS_WAITING, -labels);
      tally.add(Count.TRACES_WAITING, -expired.traces());
      tally.add(Count.EXPIRED, labels + expired.traces());
      settle(turn);
    }
  }

  /** Does what is due by the wall clock. */
  void wake(Turn turn) {
    if (report.rings(turn)) {
      report(turn);
    }
    if (publish.rings(turn)) {
      publish(turn);
    }
  }

  private void settle(Turn turn) {
    window.time(turn.eventTime());
    if (window.frames() >= settings.metricsEveryFrames()) {
      report(turn);
    } else {
      report.set(turn);
    }
  }

  private void report(Turn turn) {
    String phase =
        learner.deciding() ? Prediction.DECISION : learner.spec().layerName(learner.stage());
    turn.report(
        window.close(
            turn.modelKey(), phase, learner.spec().decision().labels(), tally, turn.now()));
    report.off();
  }

  private void publish(Turn turn) {
    publication.publish(turn);
    published = turn.now();
    publish.off();
  }
}
