package io.firstspike.engine.stepped.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Edge;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.Input;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Output;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares layers, which add what is not 0, with loops that read all, bit by bit. */
class LayersTest {

  private static final Random RANDOM = new Random(7);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.02, 0.3, 1})
  void convolutionsAddAsADenseLoopDoes(double active) {
    Sliding[] windows = {
      Sliding.plain(3, 3, 1, 1, 1, 1),
      Sliding.plain(5, 4, 2, 3, 2, 0),
      new Sliding(3, 2, 1, 2, 2, 3, 0, 1, 2, 3)
    };
    for (Sliding window : windows) {
      for (int groups : new int[] {1, 2}) {
        for (boolean biased : new boolean[] {false, true}) {
          compare(window, groups, biased, active);
        }
      }
    }
  }

  @Test
  void aConvolutionInOneDimensionIsOneWithOneRow() {
    Sliding window = new Sliding(1, 4, 1, 2, 1, 2, 0, 3, 0, 1);
    Tensor weight = random(List.of(6, 4, 1, 4), 1);
    Tensor bias = random(List.of(6), 1);
    Tensor input = random(List.of(4, 1, 15), 0.5);
    Convolve flat =
        new Convolve(new Tensor(List.of(6, 4, 4), weight.values()), bias, window, 1, List.of(15));
    Simulation simulation = simulation(List.of(4, 15), flat);
    show(simulation, input);
    assertThat(simulation.plan().nodes().get(1).output()).containsExactly(6, 7);
    assertThat(values(simulation.output()))
        .isEqualTo(dense(new Convolve(weight, bias, window, 1, List.of()), input, 1, 15));
  }

  private static void compare(Sliding window, int groups, boolean biased, double active) {
    int height = 11;
    int width = 9;
    Tensor weight = random(List.of(6, 4 / groups, window.height(), window.width()), 1);
    Tensor bias = biased ? random(List.of(6), 1) : Tensor.filled(List.of(6), 0);
    Convolve node = new Convolve(weight, bias, window, groups, List.of());
    Simulation simulation = simulation(List.of(4, height, width), node);
    for (int step = 0; step < 3; step++) {
      Tensor input = random(List.of(4, height, width), active);
      show(simulation, input);
      assertThat(values(simulation.output())).isEqualTo(dense(node, input, height, width));
    }
  }

  /** Reads, for each place, what its window covers, in the order of the input. */
  private static float[] dense(Convolve node, Tensor input, int height, int width) {
    Sliding window = node.window();
    int rows = window.rows(height);
    int columns = window.columns(width);
    int groupInputs = node.inputMaps() / node.groups();
    float[] output = new float[node.outputMaps() * rows * columns];
    for (int at = 0; at < output.length; at++) {
      int map = at / (rows * columns);
      int row = at / columns % rows;
      int column = at % columns;
      int group = map / (node.outputMaps() / node.groups());
      float sum = node.bias().values()[map];
      for (int from = 0; from < groupInputs; from++) {
        for (int i = 0; i < window.height(); i++) {
          for (int j = 0; j < window.width(); j++) {
            int y = row * window.rowStride() + i * window.rowDilation() - window.top();
            int x = column * window.columnStride() + j * window.columnDilation() - window.left();
            if (y >= 0 && y < height && x >= 0 && x < width) {
              int tap = ((map * groupInputs + from) * window.height() + i) * window.width() + j;
              int cell = ((group * groupInputs + from) * height + y) * width + x;
              sum += input.values()[cell] * node.weight().values()[tap];
            }
          }
        }
      }
      output[at] = sum;
    }
    return output;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 1})
  void fullConnectionsAddAsADenseLoopDoes(double active) {
    Affine node = new Affine(random(List.of(7, 50), 1), random(List.of(7), 1));
    Simulation simulation = simulation(List.of(50), node);
    for (int step = 0; step < 3; step++) {
      Tensor input = random(List.of(50), active);
      show(simulation, input);
      float[] expected = new float[7];
      for (int output = 0; output < 7; output++) {
        expected[output] = node.bias().values()[output];
        for (int from = 0; from < 50; from++) {
          expected[output] += input.values()[from] * node.weight().values()[output * 50 + from];
        }
      }
      assertThat(values(simulation.output())).isEqualTo(expected);
    }
  }

  @Test
  void poolsSumAndAverageOverlappingWindows() {
    Sliding window = Sliding.plain(3, 2, 2, 1, 1, 0);
    Tensor input = random(List.of(2, 6, 5), 0.4);
    for (boolean average : new boolean[] {false, true}) {
      Simulation simulation = simulation(List.of(2, 6, 5), new Pool(window, average));
      show(simulation, input);
      float[] expected = new float[2 * 3 * 4];
      for (int at = 0; at < expected.length; at++) {
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 2; j++) {
            int y = at / 4 % 3 * 2 + i - 1;
            int x = at % 4 + j;
            expected[at] += y < 0 || y > 5 ? 0 : input.values()[(at / 12 * 6 + y) * 5 + x];
          }
        }
        expected[at] /= average ? 6 : 1;
      }
      assertThat(values(simulation.output())).isEqualTo(expected);
    }
  }

  @Test
  void scalesAndThresholdsTreatEachElement() {
    Simulation scale = simulation(List.of(3), new Scale(Tensor.of(1, -2, 3)));
    show(scale, Tensor.of(4, 5, 0));
    assertThat(values(scale.output())).containsExactly(4, -10, 0);
    Simulation threshold = simulation(List.of(3), new Threshold(Tensor.of(-1, 0, 2)));
    show(threshold, Tensor.of(0, 0, 3));
    assertThat(values(threshold.output())).containsExactly(1, 0, 1);
  }

  private static Simulation simulation(List<Integer> input, Node node) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    nodes.put("in", new Input(input));
    nodes.put("node", node);
    nodes.put("out", new Output(List.of()));
    Graph graph = new Graph(nodes, List.of(new Edge("in", "node"), new Edge("node", "out")));
    return new Simulation(Plan.of(graph, new TimeStep(1), NetworkLimit.DEFAULT));
  }

  private static void show(Simulation simulation, Tensor input) {
    for (int i = 0; i < input.size(); i++) {
      if (input.values()[i] != 0) {
        simulation.input().set(i, input.values()[i]);
      }
    }
    simulation.step();
  }

  private static float[] values(Signal signal) {
    float[] values = new float[signal.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = signal.value(i);
    }
    return values;
  }

  private static Tensor random(List<Integer> dimensions, double active) {
    Tensor tensor = Tensor.filled(dimensions, 0);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.values()[i] = RANDOM.nextDouble() < active ? (float) RANDOM.nextGaussian() : 0;
    }
    return tensor;
  }
}
