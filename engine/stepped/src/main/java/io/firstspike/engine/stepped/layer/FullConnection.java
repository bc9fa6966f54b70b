package io.firstspike.engine.stepped.layer;

import io.firstspike.engine.stepped.graph.Affine;

/** Full connection at work: adds the weights of each element that is not 0, times its value. */
final class FullConnection implements Layer {

  /** {@code [input * outputs + output]}: those of an input lie together. */
  private final float[] weights;

  private final float[] bias;
  private final boolean biased;
  private final int outputs;

  FullConnection(Affine affine) {
    outputs = affine.outputs();
    weights = new float[affine.weight().size()];
    float[] rows = affine.weight().values();
    for (int output = 0; output < outputs; output++) {
      for (int input = 0; input < affine.inputs(); input++) {
        weights[input * outputs + output] = rows[output * affine.inputs() + input];
      }
    }
    biased = affine.bias() != null && !affine.bias().zero();
    bias = biased ? affine.bias().values() : new float[0];
  }

  @Override
  public void step(Signal input, Signal output) {
    output.clear();
    if (biased) {
      System.arraycopy(bias, 0, output.values, 0, outputs);
    }
    boolean silent = true;
    for (int word = 0; word < input.marks.length; word++) {
      for (long left = input.marks[word]; left != 0; left &= left - 1) {
        int element = (word << 6) + Long.numberOfTrailingZeros(left);
        float value = input.values[element];
        if (value != 0) {
          add(value, element * outputs, output.values);
          silent = false;
        }
      }
    }
    if (biased || !silent) {
      output.markAll();
    }
  }

  private void add(float value, int from, float[] sums) {
    for (int output = 0; output < outputs; output++) {
      sums[output] += value * weights[from + output];
    }
  }

  @Override
  public Layer another() {
    return this;
  }
}
