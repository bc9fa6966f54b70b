package io.firstspike.engine.plasticity;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The error of the spike times of decision neurons that fire at most once (S. R. Kheradpisheh, T.
 * Masquelier: Temporal backpropagation for spiking neural networks with one spike per neuron,
 * International Journal of Neural Systems 30, 2020, section 2.4). Targets are relative to the first
 * spike of all neurons, at time {@code first}:
 *
 * <pre>
 * target(right) = first
 * target(other) = min(first + gap, steps)   if it fired less than gap after the first spike,
 *                 its own time              else
 * error         = (target - time) / steps</pre>
 *
 * The time of a silent neuron is {@code steps}. If all are silent, the right neuron's target is
 * {@code steps - gap}. What is to become smaller is half the sum of the squared errors. An error
 * above 0 is of a neuron that fires too early.
 */
@API(status = Status.INTERNAL)
public final class SpikeTimeError {

  private SpikeTimeError() {}

  /**
   * Computes the error of each neuron.
   *
   * @param times time step of its spike, or {@code steps}; {@code [neuron]}, of which the first
   *     {@code errors.length} count
   * @param label index of the neuron of the right label
   * @param errors takes the errors
   * @return whether there is one that is not 0
   */
  public static boolean of(byte[] times, int steps, int label, int gap, float[] errors) {
    int first = steps;
    for (int i = 0; i < errors.length; i++) {
      first = Math.min(first, times[i]);
    }
    boolean any = false;
    for (int i = 0; i < errors.length; i++) {
      int target = i == label ? right(first, steps, gap) : other(times[i], first, steps, gap);
      errors[i] = (float) (target - times[i]) / steps;
      any |= target != times[i];
    }
    return any;
  }

  private static int right(int first, int steps, int gap) {
    return first == steps ? Math.max(0, steps - gap) : first;
  }

  private static int other(int time, int first, int steps, int gap) {
    return time - first < gap ? Math.min(first + gap, steps) : time;
  }

  /** Scales numbers to length 1, unless all are 0. */
  public static void scale(float[] numbers) {
    double squares = 0;
    for (float number : numbers) {
      squares += (double) number * number;
    }
    if (squares > 0) {
      double length = Math.sqrt(squares);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) (numbers[i] / length);
      }
    }
  }
}
