package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.plan.Plan;
import java.util.List;
import java.util.stream.Collectors;

/** What a graph takes, compared with what a network is shown. */
final class InputDimensions {

  private InputDimensions() {}

  /**
   * The dimensions of a graph's input.
   *
   * @throws GraphException if images, or slices of windows, of {@code input} do not fit it
   */
  static List<Integer> required(Plan plan, InputSpec input) {
    List<Integer> taken = plan.nodes().get(plan.input()).input();
    Shape shown =
        input.events() == null
            ? input.pixels()
            : new Shape(input.events().polarity().planes(), input.height(), input.width());
    List<Integer> three = List.of(shown.maps(), shown.height(), shown.width());
    boolean fits =
        switch (taken.size()) {
          case 1 -> input.events() == null && taken.get(0) == shown.size();
          case 2 -> three.equals(List.of(1, taken.get(0), taken.get(1)));
          default -> three.equals(taken);
        };
    if (!fits) {
      throw new GraphException(
          "the graph takes "
              + text(taken)
              + ", and it is shown "
              + (input.events() == null ? "images of " : "slices of events of ")
              + shown);
    }
    return taken;
  }

  private static String text(List<Integer> dimensions) {
    return Tensor.size(dimensions)
        + " numbers ("
        + dimensions.stream().map(String::valueOf).collect(Collectors.joining("x"))
        + ")";
  }
}
