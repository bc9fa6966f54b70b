package io.firstspike.engine.stepped.layer;

import io.firstspike.engine.stepped.graph.Tensor;
import java.util.List;

/** Layers that treat each element by itself and keep nothing. */
final class Elementwise {

  private Elementwise() {}

  /** Hands on what it receives. */
  static Layer relay() {
    return new Stateless(Signal::copy);
  }

  /** Multiplies each element with a factor. */
  static Layer scale(float[] factors) {
    return new Stateless(
        (output, input) -> {
          output.copy(input);
          for (int word = 0; word < output.marks.length; word++) {
            for (long left = output.marks[word]; left != 0; left &= left - 1) {
              int element = (word << 6) + Long.numberOfTrailingZeros(left);
              output.values[element] *= factors[element];
            }
          }
        });
  }

  /** Each element that is above 0, else 0. */
  static Layer rectifier() {
    return new Stateless(
        (output, input) -> {
          output.clear();
          for (int element = 0; element < input.values.length; element++) {
            if (input.values[element] > 0) {
              output.set(element, input.values[element]);
            }
          }
        });
  }

  /** 1 for each element above its threshold, else 0. */
  static Layer threshold(float[] thresholds) {
    return new Stateless(
        (output, input) -> {
          output.clear();
          for (int element = 0; element < thresholds.length; element++) {
            if (input.values[element] > thresholds[element]) {
              output.set(element, 1);
            }
          }
        });
  }

  /** A parameter with an entry for each of {@code size} elements; a single one is for all. */
  static float[] spread(Tensor parameter, int size) {
    return parameter.size() == size
        ? parameter.values()
        : Tensor.filled(List.of(size), parameter.values()[0]).values();
  }

  private interface Rule {
    void apply(Signal output, Signal input);
  }

  private record Stateless(Rule rule) implements Layer {
    @Override
    public void step(Signal input, Signal output) {
      rule.apply(output, input);
    }

    @Override
    public Layer another() {
      return this;
    }
  }
}
