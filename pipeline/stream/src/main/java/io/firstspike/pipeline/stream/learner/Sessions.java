package io.firstspike.pipeline.stream.learner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The learners that are in memory; state makes the others. */
final class Sessions {

  private final LearnerSettings settings;
  private final LearnerState state;
  private final LearnerPool base;
  private final long most;
  private final long attempt = ThreadLocalRandom.current().nextLong();

  /** The one not used for longest comes first. */
  private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * None yet.
   *
   * @param memory that they may take, in bytes; one of them may be in memory in any case
   */
  Sessions(LearnerPool base, LearnerSettings settings, LearnerState state, long memory) {
    this.settings = settings;
    this.state = state;
    this.base = base;
    this.most = Math.max(1, memory / base.learnerBytes());
  }

  /** The learner of the current key, whose turn it is. */
  Session of(KeyContext turn) throws Exception {
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
  void suspend(String modelKey) throws Exception {
    sessions.remove(modelKey).suspend(attempt);
  }
}
