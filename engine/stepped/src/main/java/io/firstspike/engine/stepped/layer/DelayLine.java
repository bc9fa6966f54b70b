package io.firstspike.engine.stepped.layer;

import java.util.Arrays;

/**
 * Delay at work: keeps what it receives for a number of time steps, one number for each element.
 * What is due is read by {@link #emit} before what is new is kept by {@link #keep}.
 */
final class DelayLine implements Layer {

  private final int[] delays;
  private final int length;

  /** {@code [time step % length * elements + element]}. */
  private final float[] kept;

  private int now;

  /**
   * Creates a line.
   *
   * @param delays time steps of each element
   */
  DelayLine(int[] delays) {
    this.delays = delays;
    int longest = 0;
    for (int delay : delays) {
      longest = Math.max(longest, delay);
    }
    length = longest + 1;
    kept = new float[Math.multiplyExact(length, delays.length)];
  }

  @Override
  public void step(Signal input, Signal output) {
    keep(input);
    emit(output);
    advance();
  }

  /** Writes what is due in this time step; where a delay is 0, what was kept in this one. */
  void emit(Signal output) {
    output.clear();
    for (int element = 0; element < delays.length; element++) {
      int slot = Math.floorMod(now - delays[element], length);
      float value = kept[slot * delays.length + element];
      if (value != 0) {
        output.set(element, value);
      }
    }
  }

  /** Keeps what is received in this time step. */
  void keep(Signal input) {
    System.arraycopy(input.values, 0, kept, now * delays.length, delays.length);
  }

  /** Goes to the next time step. */
  void advance() {
    now = (now + 1) % length;
  }

  @Override
  public void reset() {
    Arrays.fill(kept, 0);
    now = 0;
  }

  @Override
  public Layer another() {
    return new DelayLine(delays);
  }
}
