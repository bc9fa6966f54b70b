package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.LabelCommand.Action;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.drift.Drift;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.model.Predictions;
import io.firstspike.pipeline.stream.value.Arrivals;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.pipeline.stream.value.Remembered;
import io.firstspike.pipeline.stream.value.Remembered.Standing;
import io.firstspike.pipeline.stream.value.SuspendedSession;
import io.firstspike.pipeline.stream.value.Trace;
import java.util.Optional;

/**
 * The work on one model key: decides on frames, learns from labels, reports metrics. Kept in memory
 * between calls; can be made from state again.
 */
final class Session {

  /**
   * The shortest time between publications after a number of labels, in milliseconds: more of them
   * would slow a fast stream down.
   */
  private static final long PUBLISH_AFTER = 1000;

  private final LearnerSettings settings;
  private final LearnerState state;
  private final LearnerMeters meters;
  private final Traces traces;
  private final KeyedLearner learner;
  private final Tally tally;
  private final MetricsWindow window;
  private final Publication publication;
  private final Deadline report;
  private final Deadline publish;
  private long published = Long.MIN_VALUE / 2;

  /** Whether the detector suspects drift, as the metrics have been told. */
  private boolean suspicious;

  private Session(
      LearnerSettings settings,
      LearnerState state,
      LearnerMeters meters,
      Traces traces,
      KeyedLearner learner,
      Tally tally,
      Publication publication) {
    this.settings = settings;
    this.state = state;
    this.meters = meters;
    this.traces = traces;
    this.learner = learner;
    this.tally = tally;
    this.window = new MetricsWindow(tally, meters);
    this.publication = publication;
    this.report = new Deadline(settings.metricsWithin().toMillis());
    this.publish = new Deadline(settings.publishWithin().toMillis());
  }

  /**
   * Makes the session of the current key from state.
   *
   * @param meters the metrics of all sessions
   * @param attempt a random number that the operator drew at its start
   */
  static Session load(
      LearnerSettings settings,
      LearnerPool pool,
      LearnerState state,
      LearnerMeters meters,
      long attempt,
      KeyContext context)
      throws Exception {
    KeyedLearner learner = KeyedLearner.load(context.modelKey(), pool, state);
    Tally tally = Tally.load(pool.model().spec().decision().capacity(), state, meters);
    Publication publication = new Publication(learner);
    Traces traces = new Traces(state, settings.traceTimeToLive().toMillis());
    Session session = new Session(settings, state, meters, traces, learner, tally, publication);
    SuspendedSession suspended = state.suspended().value();
    if (suspended != null && suspended.attempt() == attempt) {
      session.resume(suspended);
    } else if (learner.restored()) {
      traces.completeOldState();
      // What was published before the failure may differ from what state holds.
      session.report.set(context);
      session.publish.set(context);
    }
    return session;
  }

  private void resume(SuspendedSession suspended) {
    report.takeOver(suspended.reportDue());
    publish.takeOver(suspended.publishDue());
    window.resume(suspended.window());
    learner.allPublishedBut(RowSet.of(suspended.unpublished()));
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
    tally.leave();
    window.leave();
    suspect(false);
    learner.leave();
  }

  void frame(EncodedFrame frame, KeyContext context) throws Exception {
    Optional<Remembered> known = traces.of(frame.frameId());
    boolean early = known.isPresent() && known.get().standing() == Standing.AWAITS_FRAME;
    if (known.isPresent() && !early) {
      context.rejectFrame(
          frame, Rejection.REPEATED, "frame id \"" + frame.frameId() + "\" was already seen");
      tally.add(Counter.FRAMES_REPEATED, 1);
    } else if (frame.label().isPresent() && !learner.takes(frame.label().get())) {
      context.rejectFrame(frame, Rejection.REFUSED_LABEL, refusal(frame.label().get()));
      tally.add(Counter.LABELS_REFUSED, 1);
    } else {
      tally.add(Counter.FRAMES_IN, 1);
      window.frame(context.now());
      Optional<String> label = early ? earlyLabel(frame, context) : frame.label();
      Trace trace = learner.deciding() ? decide(frame, context) : learnFeatures(frame, context);
      if (label.isPresent()) {
        learn(frame.frameId(), trace, label.get(), context);
      } else {
        traces.awaitLabel(frame.frameId(), trace, context);
        tally.add(Counter.TRACES_WAITING, 1);
      }
    }
    settle(context);
  }

  /**
   * Writes to state what a later session of this key needs to go on; this session must not be used
   * any more.
   */
  private Optional<String> earlyLabel(EncodedFrame frame, KeyContext context) throws Exception {
    tally.add(Counter.LABELS_WAITING, -1);
    ReceivedLabel waiting = traces.takeLabel(frame.frameId());
    if (frame.label().isPresent()) {
      rejectSecond(waiting, frame.label(), context);
      return frame.label();
    }
    if (!learner.takes(waiting.label())) {
      // Other labels have taken the last free neurons while it waited.
      refuse(waiting, context);
      return Optional.empty();
    }
    if (learner.deciding()) {
      meters.delay(waiting.timestamp() - frame.timestamp());
    }
    return Optional.of(waiting.label());
  }

  private Trace learnFeatures(EncodedFrame frame, KeyContext context) throws Exception {
    int stage = learner.stage();
    predict(frame, Decision.SILENT, learner.spec().layerName(stage), context);
    learner.learnFeatures(frame);
    meters.learnedFeatures(frame.volley());
    publish.set(context);
    if (learner.stage() != stage) {
      publish(context);
    }
    return Trace.UNDECIDED;
  }

  private Trace decide(EncodedFrame frame, KeyContext context) {
    Trace trace = learner.decide(frame);
    meters.decided(trace.features().orElseThrow());
    predict(frame, trace.decision(), Prediction.DECISION, context);
    if (settings.order() == Order.LIVE) {
      window.latency(context.now() - frame.timestamp());
    }
    return trace;
  }

  private void predict(EncodedFrame frame, Decision decision, String phase, KeyContext context) {
    if (!Predictions.tellable(decision)) {
      context.rejectFrame(
          frame,
          Rejection.OVERFLOW,
          "the network's potentials are no finite numbers any more: its weights have grown without"
              + " bound; learn with lower rates");
      return;
    }
    context.predict(
        Predictions.of(
            frame.modelKey(),
            frame.frameId(),
            decision,
            learner.spec(),
            phase,
            learner.version(),
            frame.timestamp(),
            context.now()));
    tally.add(Counter.PREDICTIONS, 1);
    tally.add(Counter.SILENT, decision.silent() ? 1 : 0);
  }

  void label(ReceivedLabel label, KeyContext context) throws Exception {
    if (label.command().isPresent()) {
      change(label, label.command().get(), context);
    } else {
      labelOfFrame(label, context);
    }
    settle(context);
  }

  /** Retires a label, or restores it, and publishes the model so that it is served at once. */
  private void change(ReceivedLabel label, Action action, KeyContext context) {
    int place = learner.spec().decision().place(label.label());
    if (place < 0) {
      tally.add(Counter.LABELS_REFUSED, 1);
      context.rejectLabel(label, Rejection.REFUSED_LABEL, unknown(label.label()));
      return;
    }
    try {
      learner.change(place, action);
    } catch (IllegalArgumentException e) {
      tally.add(Counter.LABELS_REFUSED, 1);
      context.rejectLabel(label, Rejection.REFUSED_LABEL, e.getMessage());
      return;
    }
    tally.set(Counter.LABELS_RETIRED, learner.retired());
    publish(context);
  }

  private void labelOfFrame(ReceivedLabel label, KeyContext context) throws Exception {
    Optional<Remembered> known = traces.of(label.frameId());
    boolean first = known.isEmpty() || known.get().standing() == Standing.AWAITS_LABEL;
    if (!first) {
      rejectSecond(label, known.get().label(), context);
    } else if (!learner.takes(label.label())) {
      refuse(label, context);
    } else if (known.isEmpty()) {
      awaitFrame(label, context);
    } else {
      tally.add(Counter.TRACES_WAITING, -1);
      Trace trace = traces.takeTrace(label.frameId());
      trace.frameTime().ifPresent(time -> meters.delay(label.timestamp() - time));
      learn(label.frameId(), trace, label.label(), context);
    }
  }

  private void awaitFrame(ReceivedLabel label, KeyContext context) throws Exception {
    if (tally.of(Counter.LABELS_WAITING) < settings.maxWaitingLabels()) {
      traces.awaitFrame(label, context);
      tally.add(Counter.LABELS_WAITING, 1);
    } else {
      tally.add(Counter.EXPIRED, 1);
      tally.add(Counter.LABELS_WITHOUT_FRAME, 1);
      context.rejectLabel(
          label,
          Rejection.WITHOUT_FRAME,
          "no frame with id \""
              + label.frameId()
              + "\" has come, and no room is left to wait for it: "
              + settings.maxWaitingLabels()
              + " labels of this model key wait already (option --max-waiting-labels, or maxWaitingLabels of the"
              + " learner's settings)");
    }
  }

  private void learn(String frameId, Trace trace, String label, KeyContext context)
      throws Exception {
    traces.labelled(frameId, learner.name(label), context);
    if (trace.features().isEmpty()) {
      tally.add(Counter.LABELS_SKIPPED, 1);
      return;
    }
    int place = learner.place(label);
    long drifts = learner.experience().drift().drifts();
    learner.learnDecision(trace.features().get(), trace.decision(), place);
    tally.add(Counter.LABELS_LEARNED, 1);
    meters.learnedLabel();
    tally.judge(place, trace.decision().label());
    window.judge(place, trace.decision().label() == place);
    tally.set(Counter.MEMORY_VOLLEYS, learner.experience().volleys());
    tally.set(Counter.MEMORY_BYTES, learner.experience().bytes());
    publish.set(context);
    if (learner.experience().drift().drifts() > drifts) {
      meters.drift(context.now());
      report(context);
    }
    if (tally.of(Counter.LABELS_LEARNED) % settings.publishEveryLabels() == 0
        && context.now() - published >= PUBLISH_AFTER) {
      publish(context);
    }
  }

  /**
   * Rejects the second label of a frame: the first one counts.
   *
   * @param first the first label, if it is known
   */
  private void rejectSecond(ReceivedLabel second, Optional<String> first, KeyContext context) {
    boolean contradicts =
        first.isPresent() && !learner.name(first.get()).equals(learner.name(second.label()));
    tally.add(contradicts ? Counter.LABELS_CONTRADICTING : Counter.LABELS_REPEATED, 1);
    context.rejectLabel(
        second,
        contradicts ? Rejection.CONTRADICTING : Rejection.REPEATED,
        "frame \""
            + second.frameId()
            + "\" already has its label"
            + (contradicts ? ", \"" + first.get() + "\"" : ""));
  }

  private void refuse(ReceivedLabel label, KeyContext context) {
    tally.add(Counter.LABELS_REFUSED, 1);
    context.rejectLabel(label, Rejection.REFUSED_LABEL, refusal(label.label()));
  }

  /** The reason why a label cannot be learned. */
  private String refusal(String label) {
    DecisionSpec decision = learner.spec().decision();
    return decision.place(label) >= 0
        ? "label \"" + label + "\" is retired: send the command restore first"
        : unknown(label)
            + " and neurons for no more: give decision.capacity a value above "
            + decision.capacity();
  }

  private String unknown(String label) {
    return "label \""
        + label
        + "\" is unknown to network "
        + learner.spec().name()
        + ", which has "
        + learner.spec().decision().labels();
  }

  /** Takes the records of one event time: first the frames, then the labels. */
  void arrive(Arrivals arrivals, KeyContext context) throws Exception {
    // Timers of buckets that have ended in between may not have fired yet.
    for (long end = traces.earliestEnd(); end < context.eventTime(); end = traces.earliestEnd()) {
      expire(context.at(end));
    }
    for (EncodedFrame frame : arrivals.orderedFrames()) {
      frame(frame, context);
    }
    for (ReceivedLabel label : arrivals.orderedLabels()) {
      label(label, context);
    }
  }

  /** Writes to state what has been learned and counted. */
  void save() throws Exception {
    learner.save();
    tally.save();
    traces.save();
  }

  /** Forgets what has waited too long, if a timer for {@code time} may be one for expiry. */
  void expireAt(long time, KeyContext context) throws Exception {
    if (traces.endsBucket(time)) {
      expire(context);
    }
  }

  private void expire(KeyContext context) throws Exception {
    drop(
        traces.expire(context), "within " + settings.traceTimeToLive().toSeconds() + " s", context);
  }

  /** Tells all that has yet to be told, as nothing comes any more. */
  void end(KeyContext context) throws Exception {
    drop(traces.expireAll(), "before the end of the stream", context);
    if (report.isSet()) {
      report(context);
    }
    if (publish.isSet()) {
      publish(context);
    }
  }

  /**
   * Counts what has waited in vain, and rejects labels.
   *
   * @param when the time in which they had no frame, for the reason
   */
  private void drop(Traces.Expired expired, String when, KeyContext context) throws Exception {
    for (ReceivedLabel label : expired.labels()) {
      context.rejectLabel(
          label,
          Rejection.WITHOUT_FRAME,
          "no frame with id \"" + label.frameId() + "\" came " + when);
    }
    int labels = expired.labels().size();
    int frames = expired.traces().size();
    if (labels + frames > 0) {
      tally.add(Counter.LABELS_WAITING, -labels);
      tally.add(Counter.TRACES_WAITING, -frames);
      tally.add(Counter.EXPIRED, labels + frames);
      tally.add(Counter.LABELS_WITHOUT_FRAME, labels);
      settle(context);
    }
  }

  /** Reports and publishes what is due by the wall clock. */
  void wake(KeyContext context) throws Exception {
    if (report.passed(context)) {
      report(context);
    }
    if (publish.passed(context)) {
      publish(context);
    }
  }

  private void settle(KeyContext context) throws Exception {
    window.time(context.eventTime());
    if (window.frames() >= settings.metricsEveryFrames()) {
      report(context);
    } else {
      report.set(context);
    }
  }

  private void report(KeyContext context) throws Exception {
    String phase =
        learner.deciding() ? Prediction.DECISION : learner.spec().layerName(learner.stage());
    context.report(
        window.close(
            context.modelKey(),
            phase,
            learner.spec().decision().labels(),
            tally,
            drift(),
            context.now()));
    report.clear();
  }

  /** The findings of the detector of drift; null if the spec has none. */
  private Metrics.Drift drift() {
    if (learner.spec().decision().drift() == null) {
      return null;
    }
    Drift drift = learner.experience().drift();
    suspect(drift.warning());
    boolean none = drift.drifts() == 0;
    return new Metrics.Drift(
        drift.warning(), drift.drifts(), none ? null : drift.at(), none ? null : drift.since());
  }

  private void suspect(boolean now) {
    if (now != suspicious) {
      meters.suspicion(now);
      suspicious = now;
    }
  }

  private void publish(KeyContext context) {
    publication.publish(context);
    meters.published(learner.progress());
    published = context.now();
    publish.clear();
  }
}
