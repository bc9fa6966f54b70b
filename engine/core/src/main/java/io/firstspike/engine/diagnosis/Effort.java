package io.firstspike.engine.diagnosis;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * How much an examination looks at.
 *
 * @param stimuli the most stimuli that are shown to the network to measure it
 * @param taught the most stimuli that a trial learns from, over and over; no fewer than {@code
 *     stimuli}
 * @param frames the most frames that each feature layer learns from in a trial
 * @param compared the most examples that are compared with each other
 */
@API(status = Status.MAINTAINED)
public record Effort(int stimuli, int taught, long frames, int compared) {

  /** Some seconds for the networks that ship with the engine. */
  public static final Effort DEFAULT = new Effort(300, 2000, 6000, 10_000);

  /** The same with trials of at most so many frames a layer. */
  public Effort withFrames(long most) {
    return new Effort(stimuli, taught, most, compared);
  }
}
