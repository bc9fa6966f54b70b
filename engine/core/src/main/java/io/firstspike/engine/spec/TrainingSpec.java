package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How examples are varied when the plain loop trains the decision layer: at random, anew at every
 * label; what comes in at the edges is black. A stream is learned as it comes.
 *
 * @param shift each image is shifted by up to so many pixels, across and down
 * @param turn each image is turned about its middle by up to so many degrees, either way, 0 to 180
 * @param stretch each image is made wider or narrower, and higher or lower, by up to this share, 0
 *     to below 1
 */
public record TrainingSpec(
    int shift,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) float turn,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) float stretch) {

  static final TrainingSpec PLAIN = new TrainingSpec(0, 0, 0);

  /** Whether examples are shown as they are. */
  public boolean plain() {
    return equals(PLAIN);
  }
}
