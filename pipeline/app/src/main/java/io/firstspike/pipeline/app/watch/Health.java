package io.firstspike.pipeline.app.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;

/**
 * The health of a job, for probes. The thread that watches the job writes it, any thread may read
 * it.
 */
public final class Health {

  /** The time without a look at the job after which the program counts as hung. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** States of a job. */
  public enum State {
    /** Not all of its tasks run yet. */
    STARTING,
    /** It takes records. */
    RUNNING,
    /** It would take records, but its broker does not answer. */
    BROKER_AWAY,
    /** It has failed, and its tasks do not run again yet. */
    RESTARTING,
    /** It has ended, or is about to. */
    ENDED
  }

  /**
   * A restart.
   *
   * @param at when the job failed
   * @param kind the kind of reason
   * @param reason the reason, in one line
   */
  public record Restart(Instant at, RestartKind kind, String reason) {}

  /**
   * The health at one moment.
   *
   * @param state the job's state
   * @param since when it has come into this state
   * @param problem why it is not ready, in words; empty if it is
   * @param restarts the number of restarts of each kind that there has been
   * @param lastRestart the latest restart
   */
  public record Report(
      State state,
      Instant since,
      String problem,
      Map<RestartKind, Integer> restarts,
      Optional<Restart> lastRestart) {

    public Report {
      restarts = Map.copyOf(restarts);
    }

    /** Whether the job takes records. */
    public boolean ready() {
      return state == State.RUNNING;
    }

    /** The fields of its JSON form. */
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("ready", ready());
      fields.put("state", text(state));
      fields.put("since", since.toString());
      if (!problem.isEmpty()) {
        fields.put("problem", problem);
      }
      fields.put("restarts", restarts.values().stream().mapToInt(Integer::intValue).sum());
      lastRestart.ifPresent(
          restart -> {
            Map<String, Object> last = new LinkedHashMap<>();
            last.put("at", restart.at().toString());
            last.put("kind", text(restart.kind()));
            last.put("reason", restart.reason());
            fields.put("lastRestart", last);
          });
      return fields;
    }

    private static String text(Enum<?> name) {
      return name.name().toLowerCase(Locale.ROOT);
    }
  }

  private volatile Report report =
      new Report(
          State.STARTING, Instant.now(), problem(State.STARTING), Map.of(), Optional.empty());

  private volatile long lookedAt = System.nanoTime();

  /** The present health. */
  public Report report() {
    return report;
  }

  /** Whether the program works as it should, be the job ready or not. */
  public boolean alive() {
    return report.state() != State.ENDED && System.nanoTime() - lookedAt < PATIENCE.toNanos();
  }

  /** Notes a restart. */
  void restarted(Restart restart) {
    Report before = report;
    Map<RestartKind, Integer> restarts = new EnumMap<>(RestartKind.class);
    restarts.putAll(before.restarts());
    restarts.merge(restart.kind(), 1, Integer::sum);
    report =
        new Report(
            before.state(), before.since(), before.problem(), restarts, Optional.of(restart));
  }

  /** Notes the state of the job, and the trouble with its broker, if there is any. */
  public void look(AccessExecutionGraph job, Optional<String> broker) {
    lookedAt = System.nanoTime();
    State state = state(job);
    if (state == State.RUNNING && broker.isPresent()) {
      become(State.BROKER_AWAY, broker.get());
    } else {
      become(state, problem(state));
    }
  }

  /** Notes that the job has ended, or is about to. */
  public void end() {
    become(State.ENDED, problem(State.ENDED));
  }

  private void become(State state, String problem) {
    Report before = report;
    Instant since = state == before.state() ? before.since() : Instant.now();
    report = new Report(state, since, problem, before.restarts(), before.lastRestart());
  }

  private State state(AccessExecutionGraph job) {
    if (job.getState().isGloballyTerminalState()) {
      return State.ENDED;
    }
    if (job.getState() == JobStatus.RUNNING && allRun(job)) {
      return State.RUNNING;
    }
    return report.lastRestart().isPresent() ? State.RESTARTING : State.STARTING;
  }

  private static boolean allRun(AccessExecutionGraph job) {
    for (AccessExecutionVertex task : job.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  private static String problem(State state) {
    return switch (state) {
      case STARTING -> "the job starts";
      case RESTARTING -> "the job restarts";
      case ENDED -> "the job has ended";
      case RUNNING, BROKER_AWAY -> "";
    };
  }
}
