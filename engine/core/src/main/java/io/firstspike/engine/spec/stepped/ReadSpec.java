package io.firstspike.engine.spec.stepped;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of what is read of a network that is computed in time steps, and of its code as a volley.
 *
 * @param node name of the node whose neurons are read
 * @param by what of them is read
 * @param levels inputs of the decision layer for each neuron. Of {@code count}: the highest count
 *     that is told apart, 1 to 65536. Of an order: 1; left out in models of earlier programs, which
 *     have as many as there are neurons
 */
@API(status = Status.MAINTAINED)
public record ReadSpec(
    String node, By by, @JsonInclude(JsonInclude.Include.NON_DEFAULT) int levels) {

  /** The most levels. */
  public static final int MOST_LEVELS = 1 << 16;

  /** What is read of neurons. */
  public enum By {
    /**
     * How often each fires: it has an input of the decision layer for each level, and that of level
     * n fires with its n-th spike. Level n of map m of M is map {@code (n - 1) * M + m}.
     */
    COUNT,
    /**
     * The order of their first spikes; of several in one time step, that of the highest potential
     * is first. The first has an input that fires in the first time step, the second one in the
     * second, as far as there are time steps, and one that stays silent none. Where {@code levels}
     * are left out, the first has as many inputs that fire as there are neurons, the second one
     * less.
     */
    FIRST,
    /** The order of their potentials at the end, coded likewise. */
    POTENTIAL;

    /** Whether it is an order of the neurons. */
    public boolean ordered() {
      return this != COUNT;
    }

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reading of a node whose neurons decide.
   *
   * @param timeSteps of a stimulus, at least 1
   */
  public static ReadSpec deciding(String node, By by, int timeSteps) {
    return new ReadSpec(node, by, by.ordered() ? 1 : Math.min(timeSteps, MOST_LEVELS));
  }

  void check(String at, SpecProblems problems) {
    problems.present(at + ".node", node);
    if (problems.present(at + ".by", by)) {
      problems.range(at + ".levels", levels, by.ordered() ? 0 : 1, by.ordered() ? 1 : MOST_LEVELS);
    }
  }
}
