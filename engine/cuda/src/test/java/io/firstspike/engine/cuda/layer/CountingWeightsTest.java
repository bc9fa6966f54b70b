package io.firstspike.engine.cuda.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.form.LayerStructure;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountingWeightsTest {

  private static final int SHARED_BYTES = 227 << 10;

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
  @CsvSource({
    // Maps, height and width of the input, side of the window, padding.
    "6, 28, 28, 5, 2",
    "1, 28, 28, 5, 0",
    "2, 13, 17, 3, 1",
    "6, 9, 30, 3, 1",
    "5, 33, 20, 2, 0",
    "7, 8, 40, 4, 2",
    "3, 10, 64, 5, 2",
    "1, 32, 32, 32, 0",
    "10, 7, 7, 7, 0",
    "32, 5, 5, 1, 0",
    "3, 5, 6, 9, 4",
    "4, 7, 70, 1, 1",
    "70, 9, 9, 3, 1"
  })
  void neuronsFireAsOnTheProcessor(int maps, int height, int width, int side, int padding) {
    Random random = new Random(maps + width);
    Convolution layout =
        new Convolution(
            new Shape(maps, height, width),
            1 + random.nextInt(70),
            Window.square(side, 1, padding));
    int[][] poolings = {
      {1, 1, 0}, {2, 2, 0}, {4, 3, 0}, {3, 3, 0}, {2, 2, 1}, {3, 2, 1}, {5, 1, 2}
    };
    for (int[] pooling : poolings) {
      if (Math.min(layout.output().height(), layout.output().width()) + 2 * pooling[2]
          >= pooling[0]) {
        float[] thresholds = random.nextBoolean() ? new float[] {6} : new float[] {3, 5.5f, 7.99f};
        LayerCase.ofOnes(
                layout,
                thresholds,
                new Pooling(Window.square(pooling[0], pooling[1], pooling[2])),
                1,
                Math.min(0.6, 8.0 / layout.fan()),
                random)
            .checkCounting(device, SHARED_BYTES, 0, 1);
      }
    }
  }

  @Test
  void blocksTakeManyImagesOneAfterTheOther() {
    Random random = new Random(29);
    for (LayerCase layer : layersOfEachFamily(7, random)) {
      for (int images : new int[] {1, 2, 3, 7, 20}) {
        layer.checkCounting(device, SHARED_BYTES, 0, images);
      }
    }
  }

  @Test
  void blocksShareTheMapsOfAnImage() {
    Random random = new Random(31);
    for (LayerCase layer : layersOfEachFamily(3, random)) {
      for (int slices : new int[] {2, 3, 5}) {
        layer.checkCounting(device, SHARED_BYTES, slices, 2);
      }
    }
  }

  @Test
  void littleSharedMemoryIsEnough() {
    Random random = new Random(37);
    for (LayerCase layer : layersOfEachFamily(5, random)) {
      // Room for one image's words and the bits of one or two groups of maps.
      for (int sharedBytes = 40 << 10; layer.counts(sharedBytes); sharedBytes -= 1 << 10) {
        layer.checkCounting(device, sharedBytes, 0, 2);
      }
    }
  }

  private static List<LayerCase> layersOfEachFamily(int images, Random random) {
    List<LayerCase> layers = new ArrayList<>();
    int[][] shapes = {{3, 12, 3, 4, 3, 0}, {3, 11, 3, 2, 1, 0}, {21, 10, 3, 2, 2, 1}};
    for (int[] shape : shapes) {
      Convolution layout =
          new Convolution(
              new Shape(shape[0], shape[1], shape[1]), 75, Window.square(shape[2], 1, 1));
      layers.add(
          LayerCase.ofOnes(
              layout,
              new float[] {4, 6.5f},
              new Pooling(Window.square(shape[3], shape[4], shape[5])),
              images,
              6.0 / layout.fan(),
              random));
    }
    return layers;
  }

  @ParameterizedTest
  @CsvSource({
    "firstspike-2026, 0, fs_layer_pooled_4_3_7",
    "firstspike-2026-deep, 0, fs_layer_pooled_4_3_7",
    "firstspike-2026-deep, 1, fs_layer_count_twice_3",
    "mozafari-2019-connected, 0, fs_layer_pooled_2_2_7",
    "mozafari-2019-connected, 1, fs_layer_count_4",
    "rezghi-2022, 0, fs_layer_pooled_2_2_7",
    "rezghi-2022, 1, fs_layer_count_4"
  })
  void shippedNetworksGetTheKernelsThatAreMadeForThem(String name, int number, String kernel) {
    NetworkSpec spec = NetworkSpec.load(name);
    Shape input = spec.encoding().output(spec.input());
    for (int i = 0; i < number; i++) {
      FeatureSpec below = spec.features().get(i);
      input = below.output(below.window(input).slide(input, below.maps()));
    }
    FeatureSpec layer = spec.features().get(number);
    Optional<CountingPlan> plan =
        CountingPlan.of(
            new LayerStructure(
                new Convolution(input, layer.maps(), layer.window(input)),
                layer.frozenThresholds().length,
                layer.pool().pooling(),
                layer.maps(),
                spec.encoding().steps()),
            SHARED_BYTES);
    assertThat(plan).map(CountingPlan::kernel).contains(kernel);
  }

  @Test
  void otherWeightsThanOnesAndZerosAreNotTaken() {
    Convolution layout = new Convolution(new Shape(1, 4, 4), 3, Window.square(2, 1, 0));
    LayerStructure structure =
        new LayerStructure(layout, 1, new Pooling(Window.square(1, 1, 0)), 3, 5);
    CountingPlan plan = CountingPlan.of(structure, SHARED_BYTES).orElseThrow();
    try (CountingWeights counting = new CountingWeights(device, layout, new float[] {1}, plan)) {
      LayerWeights weights = new LayerWeights(layout);
      assertThat(counting.take(weights)).isTrue();
      for (float other : new float[] {0.5f, -1, 2, Float.NaN, Float.MIN_VALUE}) {
        weights.setWeight(3, 2, other);
        assertThat(counting.take(weights)).as("%s", other).isFalse();
      }
    }
  }

  @Test
  void stridesAndHugeWindowsAreNotCounted() {
    Pooling none = new Pooling(Window.square(1, 1, 0));
    for (Convolution layout :
        List.of(
            new Convolution(new Shape(1, 9, 9), 1, Window.square(3, 2, 0)),
            new Convolution(new Shape(1, 40, 40), 1, Window.square(33, 1, 0)),
            new Convolution(new Shape(200, 60, 60), 1, Window.square(3, 1, 0)))) {
      assertThat(CountingPlan.of(new LayerStructure(layout, 1, none, 32, 5), SHARED_BYTES))
          .as("%s", layout.window())
          .isEmpty();
    }
  }
}
