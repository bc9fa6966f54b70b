package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.model.ModelSource;
import io.firstspike.pipeline.wire.Arrivals;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The learners, one a model key: frames and labels in, predictions out; metrics, model updates and
 * dead letters as side outputs ({@link io.firstspike.pipeline.wire.SideOutputs}).
 */
final class LearnerFunction
    extends KeyedCoProcessFunction<String, EncodedFrame, ReceivedLabel, Prediction> {

  private final ModelSource source;
  private final LearnerSettings settings;
  private transient LearnerState state;
  private transient Base base;
  private transient ReplayOrder replay;
  private transient long attempt;
  private transient long most;

  /** The one not used for longest comes first. */
  private transient Map<String, Session> sessions;

  /** Learners that start from {@code source}. */
  LearnerFunction(ModelSource source, LearnerSettings settings) {
    this.source = source;
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    base = new Base(source.load());
    attempt = ThreadLocalRandom.current().nextLong();
    most = Math.max(1, memory() / base.learnerBytes());
    state = LearnerState.open(getRuntimeContext());
    replay = new ReplayOrder(state);
    sessions = new LinkedHashMap<>(16, 0.75f, true);
  }

  private long memory() {
    return settings.memory() > 0
        ? settings.memory()
        : Runtime.getRuntime().maxMemory()
            / 3
            / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
  }

  @Override
  public void processElement1(EncodedFrame frame, Context context, Collector<Prediction> out)
      throws Exception {
    Turn turn = new Turn(context, out, settings.order(), frame.timestamp());
    if (settings.order() == Order.REPLAY) {
      replay.hold(frame, turn);
    } else {
      session(turn).frame(frame, turn);
    }
  }

  @Override
  public void processElement2(ReceivedLabel label, Context context, Collector<Prediction> out)
      throws Exception {
    Turn turn = new Turn(context, out, settings.order(), label.timestamp());
    if (settings.order() == Order.REPLAY) {
      replay.hold(label, turn);
    } else {
      session(turn).label(label, turn);
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Prediction> out)
      throws Exception {
    boolean eventTime = context.timeDomain() == TimeDomain.EVENT_TIME;
    Turn turn = new Turn(context, out, settings.order(), eventTime ? time : 0);
    Session session = session(turn);
    if (eventTime) {
      Arrivals arrivals = replay.release(time);
      for (EncodedFrame frame : arrivals.orderedFrames()) {
        session.frame(frame, turn);
      }
      for (ReceivedLabel label : arrivals.orderedLabels()) {
        session.label(label, turn);
      }
    } else {
      session.wake(turn);
    }
    if (eventTime == (settings.order() == Order.REPLAY)) {
      session.expireAt(time, turn);
    }
  }

  private Session session(Turn turn) throws Exception {
    Session session = sessions.get(turn.modelKey());
    if (session == null) {
      session = Session.load(settings, base, state, attempt, turn);
      sessions.put(turn.modelKey(), session);
    }
    return session;
  }

  /** The model keys whose learners may have learned something since {@link #save}. */
  List<String> modelKeys() {
    return List.copyOf(sessions.keySet());
  }

  /**
   * Writes what the learner of {@code modelKey}, which is the current key, has learned to state.
   */
  void save(String modelKey) throws Exception {
    sessions.get(modelKey).save();
  }

  /** The model key whose learner is to leave memory, if they have become too many for it. */
  Optional<String> superfluous() {
    return sessions.size() > most
        ? Optional.of(sessions.keySet().iterator().next())
        : Optional.empty();
  }

  /** Lets the learner of {@code modelKey}, which is the current key, leave memory. */
  void rest(String modelKey) throws Exception {
    sessions.remove(modelKey).rest(attempt);
  }
}
