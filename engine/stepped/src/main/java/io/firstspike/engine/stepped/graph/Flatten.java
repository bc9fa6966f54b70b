package io.firstspike.engine.stepped.graph;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Makes one dimension of several.
 *
 * @param first the first of them, from 0
 * @param last the last of them; below 0, counted from the end: -1 is the last of all
 * @param inputDimensions of its input; empty if they are not said
 */
@API(status = Status.MAINTAINED)
public record Flatten(int first, int last, List<Integer> inputDimensions) implements Node {

  public Flatten {
    inputDimensions = List.copyOf(inputDimensions);
  }

  @Override
  public String type() {
    return "Flatten";
  }
}
