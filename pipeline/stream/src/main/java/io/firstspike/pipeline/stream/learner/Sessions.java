package io.firstspike.pipeline.stream.learner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The sessions that are in memory; the others are made from state when they are needed. */
final class Sessions {

  private final LearnerSettings settings;
  private final LearnerState state;
  private final LearnerPool pool;
  private final LearnerMeters meters;
  private final long most;
  private final long attempt = ThreadLocalRandom.current().nextLong();

  /** The sessions by model key, the least recently used first. */
  private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Makes an empty set.
   *
   * @param memory the largest memory of sessions, in bytes; one session may be in memory in any
   *     case
   */
  Sessions(
      LearnerPool pool,
      LearnerSettings settings,
      LearnerState state,
      LearnerMeters meters,
      long memory) {
    this.settings = settings;
    this.state = state;
    this.pool = pool;
    this.meters = meters;
    this.most = Math.max(1, memory / pool.learnerBytes());
  }

  /** The session of the current key. */
  Session of(KeyContext context) throws Exception {
    Session session = sessions.get(context.modelKey());
    meters.lookedUp(session != null);
    if (session == null) {
      session = Session.load(settings, pool, state, meters, attempt, context);
      sessions.put(context.modelKey(), session);
    }
    return session;
  }

  /** The model keys of all sessions in memory. */
  List<String> modelKeys() {
    return List.copyOf(sessions.keySet());
  }

  /**
   * Writes to state what the session of {@code modelKey}, which is the current key, has learned.
   */
  void save(String modelKey) throws Exception {
    sessions.get(modelKey).save();
  }

  /** The model key of the session to suspend; empty if memory is sufficient. */
  Optional<String> superfluous() {
    return sessions.size() > most
        ? Optional.of(sessions.keySet().iterator().next())
        : Optional.empty();
  }

  /**
   * Suspends the session of {@code modelKey}, which is the current key: writes it to state and
   * removes it from memory.
   */
  void suspend(String modelKey) throws Exception {
    sessions.remove(modelKey).suspend(attempt);
  }
}
