package io.firstspike.engine.tuning;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The size of a trial.
 *
 * @param candidates number of candidates that come to it in a round
 * @param maps number of S1's maps
 * @param taught the most examples that are learned from
 * @param validated the most examples that are validated
 * @param passes how often the decision layer goes through the examples
 */
@API(status = Status.MAINTAINED)
public record Rung(int candidates, int maps, int taught, int validated, int passes) {

  private static final int FIRST_CANDIDATES = 12;
  private static final int FIRST_TAUGHT = 2000;
  private static final int FIRST_MAPS = 50;
  private static final int FACTOR = 3;

  /**
   * The rungs of a round: each has a third of the candidates and three times the examples, up to
   * all maps and all examples.
   *
   * @param maps number of maps of the network that is looked for
   * @param taught number of examples to learn from
   * @param passes how often the decision layer is to go through them in the end
   */
  static List<Rung> of(int maps, int taught, int passes) {
    List<Rung> rungs = new ArrayList<>();
    int candidates = FIRST_CANDIDATES;
    long examples = FIRST_TAUGHT;
    long width = FIRST_MAPS;
    while (examples < taught || width < maps) {
      rungs.add(
          new Rung(
              candidates,
              (int) Math.min(width, maps),
              (int) Math.min(examples, taught),
              (int) Math.max(1000, examples / 4),
              (int) Math.max(1, Math.min(passes, examples / taught))));
      candidates = Math.max(2, candidates / FACTOR);
      examples *= FACTOR;
      width *= FACTOR;
    }
    rungs.add(new Rung(candidates, maps, taught, Integer.MAX_VALUE, passes));
    return List.copyOf(rungs);
  }
}
