package io.firstspike.pipeline.stream.learner;

import io.firstspike.pipeline.stream.state.SuspendedSession;

import io.firstspike.connectors.topic.Counter;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.pipeline.stream.model.Predictions;
import io.firstspike.pipeline.stream.state.Arrivals;
import io.firstspike.pipeline.stream.state.EncodedFrame;
import io.firstspike.pipeline.stream.state.ReceivedLabel;
import io.firstspike.pipeline.stream.state.Remembered;
import io.firstspike.pipeline.stream.state.Remembered.Standing;
import io.firstspike.pipeline.stream.state.Trace;
import java.util.Optional;

/**
 * One model key at work: decides on frames, learns from labels, tells how it goes. Cached between
 * turns; state makes it anew.
 */
final class Session {

  /** A fast stream is not to be slowed down by telling of each thousandth of it. */
  private static final long PUBLISH_AFTER = 1000;

  private final LearnerSettings settings;
  private final LearnerState state;
  private final Traces traces;
  private final KeyedLearner learner;
  private final Tally tally;
  private final MetricsWindow window;
  private final Publication publication;
  private final Deadline report;
  private final Deadline publish;
  private long published = Long.MIN_VALUE / 2;

  private Session(
      LearnerSettings settings,
      LearnerState state,
      Traces traces,
      KeyedLearner learner,
      Tally tally,
      Publication publication) {
    this.settings = settings;
    this.state = state;
    this.traces = traces;
    this.learner = learner;
    this.tally = tally;
    this.window = new MetricsWindow(tally);
    this.publication = publication;
    this.report = new Deadline(settings.metricsWithin().toMillis());
    this.publish = new Deadline(settings.publishWithin().toMillis());
  }

  /**
   * The session of the current key.
   *
   * @param attempt drawn at random when the operator started
   */
  static Session load(
      LearnerSettings settings, LearnerPool base, LearnerState state, long attempt, KeyContext turn)
      throws Exception {
    KeyedLearner learner = KeyedLearner.load(turn.modelKey(), base, state);
    Tally tally = Tally.load(base.model().spec().decision().capacity(), state);
    Publication publication = new Publication(learner);
    Traces traces = new Traces(state, settings.traceTimeToLive().toMillis());
    Session session = new Session(settings, state, traces, learner, tally, publication);
    SuspendedSession suspended = state.suspended().value();
    if (suspended != null && suspended.attempt() == attempt) {
      session.resume(suspended);
    } else if (learner.restored()) {
      traces.completeOldState();
      // What was told before the failure may not be what was learned.
      session.report.set(turn);
      session.publish.set(turn);
    }
    return session;
  }

  private void resume(SuspendedSession suspended) {
    report.takeOver(suspended.reportDue());
    publish.takeOver(suspended.publishDue());
    window.resume(suspended.window());
    learner.allPublishedBut(Rows.of(suspended.unpublished()));
  }

  /** Writes what another session of this key needs to go on to state; this one is over. */
  void suspend(long attempt) throws Exception {
    save();
    state
        .suspended()
        .update(
            new SuspendedSession(
                attempt,
                report.due(),
                publish.due(),
                window.suspended(),
                learner.unpublished().numbers()));
    learner.leave();
  }

  void frame(EncodedFrame frame, KeyContext turn) throws Exception {
    Optional<Remembered> known = traces.of(frame.frameId());
    boolean early = known.isPresent() && known.get().standing() == Standing.AWAITS_FRAME;
    if (known.isPresent() && !early) {
      turn.rejectFrame(frame.received(), "frame id \"" + frame.frameId() + "\" was already seen");
      tally.add(Counter.FRAMES_REPEATED, 1);
    } else if (frame.label().isPresent() && !learner.takes(frame.label().get())) {
      turn.rejectFrame(frame.received(), noRoom(frame.label().get()));
      tally.add(Counter.LABELS_REFUSED, 1);
    } else {
      tally.add(Counter.FRAMES_IN, 1);
      window.frame(turn.now());
      Optional<String> label = early ? earlyLabel(frame, turn) : frame.label();
      Trace trace = learner.deciding() ? decide(frame, turn) : learnFeatures(frame, turn);
      if (label.isPresent()) {
        learn(frame.frameId(), trace, label.get(), turn);
      } else {
        traces.awaitLabel(frame.frameId(), trace, turn);
        tally.add(Counter.TRACES_WAITING, 1);
      }
    }
    settle(turn);
  }

  /**
   * The label that came before the frame, unless the frame itself has one; if it is still of use.
   */
  private Optional<String> earlyLabel(EncodedFrame frame, KeyContext turn) throws Exception {
    tally.add(Counter.LABELS_WAITING, -1);
    ReceivedLabel waiting = traces.takeLabel(frame.frameId());
    if (frame.label().isPresent()) {
      rejectSecond(waiting, frame.label(), turn);
      return frame.label();
    }
    if (!learner.takes(waiting.label())) {
      // Others have taken the last free neurons while it waited.
      refuse(waiting, turn);
      return Optional.empty();
    }
    return Optional.of(waiting.label());
  }

  private Trace learnFeatures(EncodedFrame frame, KeyContext turn) throws Exception {
    int stage = learner.stage();
    predict(frame, Decision.SILENT, learner.spec().layerName(stage), turn);
    learner.learnFeatures(frame);
    publish.set(turn);
    if (learner.stage() != stage) {
      publish(turn);
    }
    return Trace.UNDECIDED;
  }

  private Trace decide(EncodedFrame frame, KeyContext turn) {
    Trace trace = learner.decide(frame);
    predict(frame, trace.decision(), Prediction.DECISION, turn);
    if (settings.order() == Order.LIVE) {
      window.latency(turn.now() - frame.timestamp());
    }
    return trace;
  }

  private void predict(EncodedFrame frame, Decision decision, String phase, KeyContext turn) {
    if (!Predictions.tellable(decision)) {
      turn.rejectFrame(
          frame.received(),
          "the network's potentials are no finite numbers any more: its weights have grown without"
              + " bound; learn with lower rates");
      return;
    }
    turn.predict(
        Predictions.of(
            frame.modelKey(),
            frame.frameId(),
            decision,
            learner.spec(),
            phase,
            learner.version(),
            frame.timestamp(),
            turn.now()));
    tally.add(Counter.PREDICTIONS, 1);
    tally.add(Counter.SILENT, decision.silent() ? 1 : 0);
  }

  void label(ReceivedLabel label, KeyContext turn) throws Exception {
    Optional<Remembered> known = traces.of(label.frameId());
    boolean first = known.isEmpty() || known.get().standing() == Standing.AWAITS_LABEL;
    if (!first) {
      rejectSecond(label, known.get().label(), turn);
    } else if (!learner.takes(label.label())) {
      refuse(label, turn);
    } else if (known.isEmpty()) {
      awaitFrame(label, turn);
    } else {
      tally.add(Counter.TRACES_WAITING, -1);
      learn(label.frameId(), traces.takeTrace(label.frameId()), label.label(), turn);
    }
    settle(turn);
  }

  private void awaitFrame(ReceivedLabel label, KeyContext turn) throws Exception {
    if (tally.of(Counter.LABELS_WAITING) < settings.maxWaitingLabels()) {
      traces.awaitFrame(label, turn);
      tally.add(Counter.LABELS_WAITING, 1);
    } else {
      tally.add(Counter.EXPIRED, 1);
      tally.add(Counter.LABELS_WITHOUT_FRAME, 1);
      turn.rejectLabel(
          label.received(),
          "no frame with id \""
              + label.frameId()
              + "\" has come, and no room is left to wait for it: "
              + settings.maxWaitingLabels()
              + " labels of this model key wait already (--max-waiting-labels)");
    }
  }

  private void learn(String frameId, Trace trace, String label, KeyContext turn) throws Exception {
    traces.labelled(frameId, learner.name(label), turn);
    if (trace.features().isEmpty()) {
      tally.add(Counter.LABELS_SKIPPED, 1);
      return;
    }
    int place = learner.place(label);
    learner.learnDecision(trace.features().get(), trace.decision(), place);
    tally.add(Counter.LABELS_LEARNED, 1);
    tally.judge(place, trace.decision().label());
    publish.set(turn);
    if (tally.of(Counter.LABELS_LEARNED) % settings.publishEveryLabels() == 0
        && turn.now() - published >= PUBLISH_AFTER) {
      publish(turn);
    }
  }

  /**
   * The first label of a frame holds.
   *
   * @param first which that is, if it is known
   */
  private void rejectSecond(ReceivedLabel second, Optional<String> first, KeyContext turn) {
    boolean contradicts =
        first.isPresent() && !learner.name(first.get()).equals(learner.name(second.label()));
    tally.add(contradicts ? Counter.LABELS_CONTRADICTING : Counter.LABELS_REPEATED, 1);
    turn.rejectLabel(
        second.received(),
        "frame \""
            + second.frameId()
            + "\" already has its label"
            + (contradicts ? ", \"" + first.get() + "\"" : ""));
  }

  private void refuse(ReceivedLabel label, KeyContext turn) {
    tally.add(Counter.LABELS_REFUSED, 1);
    turn.rejectLabel(label.received(), noRoom(label.label()));
  }

  private String noRoom(String label) {
    DecisionSpec decision = learner.spec().decision();
    return "label \""
        + label
        + "\" is unknown to network "
        + learner.spec().name()
        + ", which has "
        + decision.labels()
        + " and neurons for no more: give decision.capacity a value above "
        + decision.capacity();
  }

  /** What waited for event time to reach it: first the frames of one instant, then its labels. */
  void arrive(Arrivals arrivals, KeyContext turn) throws Exception {
    // The timers of buckets that have ended in between may be yet to come.
    for (long end = traces.earliestEnd(); end < turn.eventTime(); end = traces.earliestEnd()) {
      expire(turn.at(end));
    }
    for (EncodedFrame frame : arrivals.orderedFrames()) {
      frame(frame, turn);
    }
    for (ReceivedLabel label : arrivals.orderedLabels()) {
      label(label, turn);
    }
  }

  /** Writes what has been learned and counted to state. */
  void save() throws Exception {
    learner.save();
    tally.save();
    traces.save();
  }

  /** A timer has come: forgets what has waited too long, if that is what it may be for. */
  void expireAt(long time, KeyContext turn) throws Exception {
    if (traces.endsBucket(time)) {
      expire(turn);
    }
  }

  private void expire(KeyContext turn) throws Exception {
    Traces.Expired expired = traces.expire(turn);
    for (ReceivedLabel label : expired.labels()) {
      turn.rejectLabel(
          label.received(),
          "no frame with id \""
              + label.frameId()
              + "\" came within "
              + settings.traceTimeToLive().toSeconds()
              + " s");
    }
    int labels = expired.labels().size();
    int frames = expired.traces().size();
    if (labels + frames > 0) {
      tally.add(Counter.LABELS_WAITING, -labels);
      tally.add(Counter.TRACES_WAITING, -frames);
      tally.add(Counter.EXPIRED, labels + frames);
      tally.add(Counter.LABELS_WITHOUT_FRAME, labels);
      settle(turn);
    }
  }

  /** Does what is due by the wall clock. */
  void wake(KeyContext turn) throws Exception {
    if (report.rings(turn)) {
      report(turn);
    }
    if (publish.rings(turn)) {
      publish(turn);
    }
  }

  private void settle(KeyContext turn) throws Exception {
    window.time(turn.eventTime());
    if (window.frames() >= settings.metricsEveryFrames()) {
      report(turn);
    } else {
      report.set(turn);
    }
  }

  private void report(KeyContext turn) throws Exception {
    String phase =
        learner.deciding() ? Prediction.DECISION : learner.spec().layerName(learner.stage());
    turn.report(
        window.close(
            turn.modelKey(), phase, learner.spec().decision().labels(), tally, turn.now()));
    report.off();
  }

  private void publish(KeyContext turn) {
    publication.publish(turn);
    published = turn.now();
    publish.off();
  }
}
