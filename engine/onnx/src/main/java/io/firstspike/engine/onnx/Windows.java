package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.List;

/** Windows of convolutions and pools, with their padding. */
final class Windows {

  private Windows() {}

  /**
   * The window that a node's attributes describe.
   *
   * @param dimensions of its input: channels, rows and columns
   */
  static Sliding of(OnnxNode node, int height, int width, List<Integer> dimensions) {
    int[] strides = node.integers("strides", 1, 1);
    int[] dilations = node.integers("dilations", 1, 1);
    int[] pads = node.integers("pads", 0, 0, 0, 0);
    String auto = node.text("auto_pad", "NOTSET");
    switch (auto) {
      case "NOTSET" -> {}
      case "VALID" -> pads = new int[4];
      case "SAME_UPPER", "SAME_LOWER" -> {
        // Checks sides, strides and dilations before they are computed with.
        window(height, width, strides, dilations, new int[4]);
        boolean later = auto.equals("SAME_UPPER");
        pads = new int[4];
        for (int axis = 0; axis < 2; axis++) {
          int padding =
              same(
                  dimensions.get(axis + 1),
                  axis == 0 ? height : width,
                  strides[axis],
                  dilations[axis]);
          pads[axis] = later ? padding / 2 : padding - padding / 2;
          pads[axis + 2] = padding - pads[axis];
        }
      }
      default -> throw node.complaint("its auto_pad is " + auto + ", which is not known");
    }
    return window(height, width, strides, dilations, pads);
  }

  private static Sliding window(int height, int width, int[] strides, int[] dilations, int[] pads) {
    return new Sliding(
        height,
        width,
        strides[0],
        strides[1],
        dilations[0],
        dilations[1],
        pads[0],
        pads[1],
        pads[2],
        pads[3]);
  }

  /** The padding with which the output has as many places as the input has strides. */
  private static int same(int cells, int side, int stride, int dilation) {
    long places = (cells + stride - 1L) / stride;
    long padding = (places - 1) * stride + (side - 1L) * dilation + 1 - cells;
    return Math.toIntExact(Math.max(0, padding));
  }

  /** The dimensions of what a window that slides over an input gives. */
  static List<Integer> output(OnnxNode node, Sliding window, int maps, List<Integer> input) {
    int rows = window.rows(input.get(1));
    int columns = window.columns(input.get(2));
    if (rows < 1 || columns < 1) {
      throw node.complaint(
          "its window of "
              + window.height()
              + "x"
              + window.width()
              + " does not fit into "
              + Value.told(input));
    }
    return List.of(maps, rows, columns);
  }

  /**
   * A convolution with the same padding on opposite sides, as NIR has it: the window is enlarged by
   * weights of 0 on the side that has less.
   */
  static Convolve even(
      OnnxNode node,
      Constants constants,
      Tensor weight,
      Tensor bias,
      Sliding window,
      int groups,
      List<Integer> input) {
    Axis rows = Axis.of(window.height(), window.rowDilation(), window.top(), window.bottom());
    Axis columns = Axis.of(window.width(), window.columnDilation(), window.left(), window.right());
    Sliding even =
        new Sliding(
            rows.side,
            columns.side,
            window.rowStride(),
            window.columnStride(),
            rows.dilation,
            columns.dilation,
            rows.padding,
            columns.padding,
            rows.padding,
            columns.padding);
    List<Integer> sides =
        List.of(weight.dimensions().get(0), weight.dimensions().get(1), rows.side, columns.side);
    long size = Tensor.size(sides);
    constants.take(node, size - weight.size());
    float[] values = new float[Math.toIntExact(size)];
    int area = window.height() * window.width();
    for (int i = 0; i < weight.size(); i++) {
      int row = rows.place(i % area / window.width());
      int column = columns.place(i % window.width());
      values[(i / area * rows.side + row) * columns.side + column] = weight.values()[i];
    }
    return new Convolve(new Tensor(sides, values), bias, even, groups, input.subList(1, 3));
  }

  /**
   * One axis of a window with even padding. Its {@code i}-th weight of before lies at {@code first
   * + i * step}.
   */
  private record Axis(int side, int dilation, int padding, int first, int step) {

    static Axis of(int side, int dilation, int before, int after) {
      int difference = Math.abs(before - after);
      boolean spread = difference % dilation != 0;
      int own = spread ? Math.addExact(Math.multiplyExact(side - 1, dilation), 1) : side;
      int extra = spread ? difference : difference / dilation;
      return new Axis(
          own + extra,
          spread ? 1 : dilation,
          Math.max(before, after),
          before < after ? extra : 0,
          spread ? dilation : 1);
    }

    int place(int weight) {
      return first + weight * step;
    }
  }
}
