package io.firstspike.engine.stepped.network;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Decision of a network on one stimulus.
 *
 * @param label index of the output element that decided; of equal ones, the lowest; -1 if none
 *     fired
 * @param scores of each output element: how often it fired, 1 / (1 + time step of its first spike)
 *     or 0, or its potential; not to be changed
 */
@API(status = Status.MAINTAINED)
public record SteppedDecision(int label, float[] scores) {

  /** The element with the highest score above {@code least}. */
  static SteppedDecision highest(float[] scores, float least) {
    int label = -1;
    float highest = least;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > highest) {
        highest = scores[i];
        label = i;
      }
    }
    return new SteppedDecision(label, scores.clone());
  }
}
