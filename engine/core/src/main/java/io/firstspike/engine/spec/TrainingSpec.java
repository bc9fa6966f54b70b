package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the random variation of images in offline training of the decision layer. Each image is
 * varied anew for every label; pixels that come in over the edges are black. The streaming job does
 * not vary frames.
 *
 * @param shift largest shift in pixels, in each direction
 * @param turn largest rotation about the middle in degrees, in each direction, 0 to 180
 * @param stretch largest change of width, and of height, as a fraction, from 0 to below 1
 */
@API(status = Status.MAINTAINED)
public record TrainingSpec(
    int shift,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) float turn,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) float stretch) {

  static final TrainingSpec PLAIN = new TrainingSpec(0, 0, 0);

  /** Whether images are not varied at all. */
  public boolean plain() {
    return equals(PLAIN);
  }

  /** Adds the mistakes in this variation, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".shift", shift, 0, InputSpec.MAX_SIDE);
    problems.within(at + ".turn", turn, 0, 180);
    problems.share(at + ".stretch", stretch);
  }
}
