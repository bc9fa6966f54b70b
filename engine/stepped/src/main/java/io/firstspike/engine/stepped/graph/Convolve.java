package io.firstspike.engine.stepped.graph;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Convolution in one or two dimensions. In one dimension, the input has one row.
 *
 * @param weight {@code [output map][input map of its group][row][column]}, or without rows in one
 *     dimension
 * @param bias {@code [output map]}
 * @param window the window that slides
 * @param groups groups of maps: those of a group are connected, at least 1
 * @param inputSides rows and columns of its input, or columns alone in one dimension; empty if they
 *     are not said
 */
@API(status = Status.MAINTAINED)
public record Convolve(
    Tensor weight, Tensor bias, Sliding window, int groups, List<Integer> inputSides)
    implements Node {

  public Convolve {
    inputSides = List.copyOf(inputSides);
    List<Integer> sides = weight.dimensions();
    if (weight.rank() != 3 && weight.rank() != 4) {
      throw new IllegalArgumentException(
          "its weight is to have three dimensions (Conv1d) or four (Conv2d), not " + sides);
    }
    int rows = weight.rank() == 3 ? 1 : sides.get(2);
    if (window.height() != rows || window.width() != sides.get(sides.size() - 1)) {
      throw new IllegalArgumentException("its window is not that of its weight, " + sides);
    }
    if (groups < 1 || sides.get(0) % groups != 0) {
      throw new IllegalArgumentException(
          "its " + sides.get(0) + " output maps make no " + groups + " groups of equal size");
    }
    if (bias.size() != sides.get(0)) {
      throw new IllegalArgumentException(
          "its bias is to have " + sides.get(0) + " numbers, not " + bias.size());
    }
  }

  /** Whether it is a convolution in one dimension. */
  public boolean flat() {
    return weight.rank() == 3;
  }

  public int outputMaps() {
    return weight.dimensions().get(0);
  }

  public int inputMaps() {
    return Math.multiplyExact(weight.dimensions().get(1), groups);
  }

  @Override
  public String type() {
    return flat() ? "Conv1d" : "Conv2d";
  }
}
