package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.model.BaseModel;
import io.firstspike.pipeline.model.ModelSource;
import io.firstspike.pipeline.wire.Arrivals;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
  private transient BaseModel base;
  private transient Traces traces;
  private transient ReplayOrder replay;
  private transient Map<String, Session> sessions;

  /** Learners that start from {@code source}. */
  LearnerFunction(ModelSource source, LearnerSettings settings) {
    this.source = source;
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    base = source.load();
    state = LearnerState.open(getRuntimeContext());
    traces = new Traces(state, settings.timeToLive());
    replay = new ReplayOrder(state);
    sessions = new HashMap<>();
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
    if (eventTime == (settings.order() == Order.REPLAY) && traces.endsBucket(time)) {
      session.expire(turn);
    }
  }

  private Session session(Turn turn) throws Exception {
    Session session = sessions.get(turn.modelKey());
    if (session == null) {
      session = Session.load(settings, base, state, traces, turn);
      sessions.put(turn.modelKey(), session);
    }
    return session;
  }

  /** The model keys whose learners may have learned something since {@link #save}. */
  Set<String> modelKeys() {
    return sessions.keySet();
  }

  /**
   * Writes what the learner of {@code modelKey}, which is the current key, has learned to state.
   */
  void save(String modelKey) throws Exception {
    sessions.get(modelKey).save();
  }
}
