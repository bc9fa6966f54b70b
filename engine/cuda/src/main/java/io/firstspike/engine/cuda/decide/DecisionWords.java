package io.firstspike.engine.cuda.decide;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spike.Shape;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Decisions as kernels write them, {@value #EACH} words each: the map that decides, -1 if the
 * network is silent; its location; the time step; its potential (the bits of a float); the
 * strongest map of another label, -1 if there is none; its potential.
 */
@API(status = Status.INTERNAL)
public final class DecisionWords {

  /** The words of a decision. */
  public static final int EACH = 6;

  /** The bytes of a decision. */
  public static final long BYTES = EACH * Integer.BYTES;

  private DecisionWords() {}

  /**
   * The decision in words {@code at} and the following ones.
   *
   * @param shape the decision layer's neurons
   */
  public static Decision decision(int[] words, int at, DecisionSpec spec, Shape shape) {
    int map = words[at];
    if (map < 0) {
      return Decision.SILENT;
    }
    int location = words[at + 1];
    Winner winner =
        new Winner(
            map,
            location / shape.width(),
            location % shape.width(),
            words[at + 2],
            Float.intBitsToFloat(words[at + 3]));
    int other = words[at + 4];
    return new Decision(
        Optional.of(winner),
        label(map, spec),
        label(other, spec),
        other < 0 ? 0 : Float.intBitsToFloat(words[at + 5]));
  }

  /** The label of a map that decides, a decision's first word; -1 for a silence. */
  static int label(int map, DecisionSpec spec) {
    return map < 0 ? -1 : map / spec.neuronsPerLabel();
  }
}
