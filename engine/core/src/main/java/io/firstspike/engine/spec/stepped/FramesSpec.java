package io.firstspike.engine.spec.stepped;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of how an image is shown to a network that is computed in time steps.
 *
 * @param as what a pixel stands for
 * @param steps number of time steps, 1 to 65536
 * @param gain current of a white pixel; or, of rates, its probability of a spike in a time step
 * @param seed seed of rates; the same image has the same spikes, wherever it comes
 */
@API(status = Status.MAINTAINED)
public record FramesSpec(
    As as, int steps, float gain, @JsonInclude(JsonInclude.Include.NON_DEFAULT) long seed) {

  /** The most time steps of an image. */
  public static final int MOST_STEPS = 1 << 16;

  /** What a pixel stands for. */
  public enum As {
    /** A current, the same in each time step. */
    CURRENT,
    /** The probability of a spike in a time step, whatever happened in others. */
    RATE;

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void check(String at, SpecProblems problems) {
    problems.present(at + ".as", as);
    problems.range(at + ".steps", steps, 1, MOST_STEPS);
    problems.positive(at + ".gain", gain);
    if (as == As.RATE && gain > 1) {
      problems.add(at + ".gain is " + gain + ", must be at most 1: it is a probability");
    }
  }
}
