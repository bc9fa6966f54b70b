package io.firstspike.engine.spec;

import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Feature dropout (Mozafari et al. 2018): while a layer learns, some of its maps, drawn at random,
 * are silent; from time to time others are drawn.
 *
 * @param share probability that a map is silent, from 0 to below 1
 * @param renewEvery number of examples after which the silent maps are drawn again
 */
@API(status = Status.MAINTAINED)
public record DropoutSpec(float share, int renewEvery) {

  /** Adds the mistakes in this dropout, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.share(at + ".share", share);
    problems.range(at + ".renewEvery", renewEvery, 1, Integer.MAX_VALUE);
  }
}
