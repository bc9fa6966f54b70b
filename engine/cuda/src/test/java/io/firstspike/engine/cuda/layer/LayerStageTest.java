package io.firstspike.engine.cuda.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerStageTest {

  private static Device device;

  @BeforeAll
  static void open() {
    device = Devices.shim();
  }

  @AfterAll
  static void close() {
    if (device != null) {
      device.close();
    }
  }

  @ParameterizedTest
  @EnumSource(LayerCase.Kind.class)
  void layersOfAnyShapeFireAsOnTheProcessor(LayerCase.Kind kind) {
    Random random = new Random(kind.ordinal());
    for (int i = 0; i < 30; i++) {
      LayerCase.random(kind, random).check(device);
    }
  }

  @Test
  void neuronsWithoutThresholdFireInTheEndIfTheirPotentialIsPositive() {
    Random random = new Random(7);
    for (LayerCase.Kind kind : LayerCase.Kind.values()) {
      for (float[] thresholds :
          new float[][] {{Float.POSITIVE_INFINITY}, {0.5f, Float.POSITIVE_INFINITY}}) {
        new LayerCase(
                new Convolution(new Shape(2, 6, 7), 9, Window.square(3, 1, 1)),
                thresholds,
                new Pooling(Window.square(2, 2, 1)),
                5,
                kind,
                0.3,
                random)
            .check(device);
      }
    }
  }

  @Test
  void thresholdsThatNoCountReachesSilenceALayerOfOnes() {
    Random random = new Random(13);
    new LayerCase(
            new Convolution(new Shape(2, 8, 8), 20, Window.square(3, 1, 1)),
            new float[] {17, 18, 1e30f},
            new Pooling(Window.square(2, 2, 0)),
            3,
            LayerCase.Kind.ONES,
            1,
            random)
        .check(device);
  }

  @Test
  void moreThresholdsThanABlockHoldsAreComputedInTurn() {
    Random random = new Random(15);
    float[] thresholds = new float[25];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = 0.2f + 0.3f * i;
    }
    for (LayerCase.Kind kind :
        new LayerCase.Kind[] {LayerCase.Kind.OF_BOTH_SIGNS, LayerCase.Kind.ONES_AND_ZEROS}) {
      new LayerCase(
              new Convolution(new Shape(2, 4, 40), 70, Window.square(3, 1, 1)),
              thresholds,
              new Pooling(Window.square(2, 1, 0)),
              15,
              kind,
              0.4,
              random)
          .check(device);
    }
  }

  @Test
  void fullyConnectedLayersFireAsOnTheProcessor() {
    Random random = new Random(17);
    for (LayerCase.Kind kind : LayerCase.Kind.values()) {
      new LayerCase(
              new Convolution(new Shape(3, 9, 9), 300, Window.whole(9, 9)),
              new float[] {3, 5},
              new Pooling(Window.square(1, 1, 0)),
              15,
              kind,
              0.2,
              random)
          .check(device);
    }
  }

  @Test
  void windowsTooLargeForSharedMemoryGoThroughGlobalMemory() {
    Random random = new Random(19);
    for (LayerCase.Kind kind : LayerCase.Kind.values()) {
      new LayerCase(
              new Convolution(new Shape(2, 186, 184), 3, Window.square(183, 1, 0)),
              new float[] {20},
              new Pooling(Window.square(2, 2, 0)),
              127,
              kind,
              0.001,
              random)
          .check(device);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "firstspike-2026",
        "firstspike-2026-deep",
        "mozafari-2019-connected",
        "rezghi-2022",
        "kheradpisheh-2018"
      })
  void layersOfShippedNetworksFireAsOnTheProcessor(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    Random random = new Random(23);
    Encoder encoder = new Encoder(spec.input(), spec.encoding());
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      volleys.add(encoder.encode(strokes(random)));
    }
    Shape input = encoder.output();
    for (FeatureSpec layer : spec.features()) {
      Convolution layout = new Convolution(input, layer.maps(), layer.window(input));
      float[] thresholds = layer.frozenThresholds();
      LayerWeights weights = new LayerWeights(layout);
      for (int map = 0; map < layer.maps(); map++) {
        weights.setRow(map, patch(layout, volleys, layer, thresholds[0], random));
      }
      LayerCase all =
          new LayerCase(
              layout,
              thresholds,
              layer.pool().pooling(),
              spec.encoding().steps(),
              weights,
              volleys);
      all.check(device);
      volleys = all.outputs();
      input = layer.output(layout.output());
    }
  }

  /**
   * Weights like learned ones: those of the inputs that fire first at some place, with a few more.
   */
  private static float[] patch(
      Convolution layout, List<Volley> volleys, FeatureSpec layer, float threshold, Random random) {
    float[] row = new float[layout.fan()];
    Volley volley = volleys.get(random.nextInt(volleys.size()));
    byte[] latencies = new byte[layout.input().size()];
    volley.writeLatencies(latencies);
    byte[] field = new byte[0];
    int firing = 0;
    for (int attempt = 0; attempt < 200 && firing <= threshold; attempt++) {
      field =
          layout.receptiveField(
              latencies,
              (byte) volley.steps(),
              random.nextInt(layout.output().height()),
              random.nextInt(layout.output().width()));
      firing = 0;
      for (byte latency : field) {
        firing += latency < volley.steps() ? 1 : 0;
      }
    }
    for (int tap = 0; tap < row.length; tap++) {
      boolean fires = field[tap] < volley.steps();
      row[tap] = random.nextDouble() < (fires ? 0.9 : 0.05) ? 1 : 0;
      if (!layer.binary() && row[tap] == 1) {
        row[tap] = 0.9f + random.nextFloat() / 10;
      }
    }
    return row;
  }

  /** A picture of a few thick strokes. */
  private static Image strokes(Random random) {
    byte[] pixels = new byte[28 * 28];
    double x = 8 + 12 * random.nextDouble();
    double y = 5 + 4 * random.nextDouble();
    for (int stroke = 0; stroke < 3; stroke++) {
      double direction = 2 * Math.PI * random.nextDouble();
      for (int i = 0; i < 14; i++) {
        x = Math.min(23, Math.max(4, x + 0.8 * Math.cos(direction)));
        y = Math.min(23, Math.max(4, y + 0.8 * Math.sin(direction)));
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            int at = ((int) y + dy) * 28 + (int) x + dx;
            int grey = Math.abs(dx) + Math.abs(dy) == 2 ? 130 : 255;
            pixels[at] = (byte) Math.max(pixels[at] & 0xff, grey);
          }
        }
      }
    }
    return Image.grey(28, 28, pixels);
  }

  @Test
  void aChangeOfWeightsIsSeen() {
    Convolution layout = new Convolution(new Shape(1, 4, 4), 1, Window.square(1, 1, 0));
    LayerWeights weights = new LayerWeights(layout);
    byte[] times = new byte[16];
    Arrays.fill(times, 3, 16, (byte) 5);
    Volley volley = Volley.ofLatencies(layout.input(), 5, times);
    Pooling none = new Pooling(Window.square(1, 1, 0));
    for (float weight : new float[] {1, 0, 0.5f, 1}) {
      weights.setWeight(0, 0, weight);
      LayerCase all = new LayerCase(layout, new float[] {0.25f}, none, 5, weights, List.of(volley));
      all.check(device);
      assertThat(all.outputs().get(0).count()).isEqualTo(weight == 0 ? 0 : 3);
    }
  }

  @Test
  void thresholdsBelowZeroAreRefused() {
    Convolution layout = new Convolution(new Shape(1, 4, 4), 1, Window.square(1, 1, 0));
    Pooling none = new Pooling(Window.square(1, 1, 0));
    try (DeviceTable table = new DeviceTable(device, new LayerWeights(layout))) {
      assertThatThrownBy(() -> new LayerStage(device, layout, new float[] {-1}, none, table, 1, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
    }
  }

  @Test
  void moreImagesThanTheCapacityAreRefused() {
    Convolution layout = new Convolution(new Shape(1, 4, 4), 1, Window.square(1, 1, 0));
    Pooling none = new Pooling(Window.square(1, 1, 0));
    try (DeviceTable table = new DeviceTable(device, new LayerWeights(layout));
        LayerStage stage = new LayerStage(device, layout, new float[] {1}, none, table, 2, 5);
        DeviceSpikes input = DeviceSpikes.allocate(device, layout.input(), 5, Form.TIMES, 3);
        DeviceSpikes output = DeviceSpikes.allocate(device, stage.output(), 5, Form.TIMES, 3);
        var stream = device.stream()) {
      assertThatThrownBy(() -> stage.forward(stream, input, 3, output))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 images");
    }
  }
}
