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
 * @param levels of {@code count}: the highest count that is told apart, 1 to 65536; left out
 *     otherwise
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
     * is first. The first has as many inputs that fire as there are neurons, the second one less,
     * and one that stays silent none.
     */
    FIRST,
    /** The order of their potentials at the end, coded likewise. */
    POTENTIAL;

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void check(String at, SpecProblems problems) {
    problems.present(at + ".node", node);
    if (problems.present(at + ".by", by) && by == By.COUNT) {
      problems.range(at + ".levels", levels, 1, MOST_LEVELS);
    } else if (by != null && levels != 0) {
      problems.add(at + ".levels needs by: count");
    }
  }
}
