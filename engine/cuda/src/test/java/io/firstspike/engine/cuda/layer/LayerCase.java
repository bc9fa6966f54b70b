package io.firstspike.engine.cuda.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.DeviceForms;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.cuda.form.LayerStructure;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A feature layer with volleys, to be computed on the processor and on the device. */
public final class LayerCase {

  /** Kinds of weights. */
  public enum Kind {
    POSITIVE,
    OF_BOTH_SIGNS,
    ONES_AND_ZEROS,
    ONES
  }

  private final Convolution layout;
  private final float[] thresholds;
  private final Pooling pooling;
  private final int steps;
  private final LayerWeights weights;
  private final List<Volley> volleys;

  public LayerCase(
      Convolution layout,
      float[] thresholds,
      Pooling pooling,
      int steps,
      LayerWeights weights,
      List<Volley> volleys) {
    this.layout = layout;
    this.thresholds = thresholds;
    this.pooling = pooling;
    this.steps = steps;
    this.weights = weights;
    this.volleys = volleys;
  }

  /** A layer of random weights with three random volleys, in which {@code firing} neurons fire. */
  public LayerCase(
      Convolution layout,
      float[] thresholds,
      Pooling pooling,
      int steps,
      Kind kind,
      double firing,
      Random random) {
    this(
        layout,
        thresholds,
        pooling,
        steps,
        weights(layout, kind, random),
        volleys(3, layout.input(), steps, firing, random));
  }

  /** A layer of random ones and zeros with random volleys, in which {@code firing} neurons fire. */
  static LayerCase ofOnes(
      Convolution layout,
      float[] thresholds,
      Pooling pooling,
      int images,
      double firing,
      Random random) {
    return new LayerCase(
        layout,
        thresholds,
        pooling,
        15,
        weights(layout, Kind.ONES_AND_ZEROS, random),
        volleys(images, layout.input(), 15, firing, random));
  }

  /** A layer of random shape. */
  public static LayerCase random(Kind kind, Random random) {
    while (true) {
      Shape input =
          new Shape(1 + random.nextInt(9), 1 + random.nextInt(14), 1 + random.nextInt(40));
      Window window = window(random, 1 + random.nextInt(3));
      Window pool = window(random, 1 + random.nextInt(3));
      if (window.height() > input.height() + 2 * window.rowPadding()
          || window.width() > input.width() + 2 * window.columnPadding()) {
        continue;
      }
      Convolution layout = new Convolution(input, 1 + random.nextInt(70), window);
      if (pool.height() > layout.output().height() + 2 * pool.rowPadding()
          || pool.width() > layout.output().width() + 2 * pool.columnPadding()) {
        continue;
      }
      double firing = random.nextDouble();
      double mean = layout.fan() * firing * (kind == Kind.OF_BOTH_SIGNS ? 0.3 : 0.6);
      float[] thresholds = new float[1 + random.nextInt(3)];
      float before = 0;
      for (int i = 0; i < thresholds.length; i++) {
        before += (float) (0.01 + random.nextDouble() * mean);
        thresholds[i] = before;
      }
      int steps = random.nextInt(4) == 0 ? 1 + random.nextInt(Volley.MAX_STEPS) : 15;
      return new LayerCase(layout, thresholds, new Pooling(pool), steps, kind, firing, random);
    }
  }

  private static Window window(Random random, int stride) {
    int height = 1 + random.nextInt(5);
    int width = 1 + random.nextInt(5);
    return new Window(
        height,
        width,
        random.nextBoolean() ? 1 : stride,
        random.nextBoolean() ? 1 : stride,
        random.nextInt(height),
        random.nextInt(width));
  }

  private static LayerWeights weights(Convolution layout, Kind kind, Random random) {
    LayerWeights weights = new LayerWeights(layout);
    float[] row = new float[layout.fan()];
    for (int map = 0; map < weights.maps(); map++) {
      for (int tap = 0; tap < row.length; tap++) {
        row[tap] =
            switch (kind) {
              case POSITIVE -> random.nextFloat();
              case OF_BOTH_SIGNS -> random.nextFloat() * 1.5f - 0.5f;
              case ONES_AND_ZEROS -> random.nextInt(2);
              case ONES -> 1;
            };
      }
      weights.setRow(map, row);
    }
    return weights;
  }

  private static List<Volley> volleys(
      int count, Shape shape, int steps, double firing, Random random) {
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] latencies = new byte[shape.size()];
      for (int j = 0; j < latencies.length; j++) {
        latencies[j] = (byte) (random.nextDouble() < firing ? random.nextInt(steps) : steps);
      }
      volleys.add(Volley.ofLatencies(shape, steps, latencies));
    }
    return volleys;
  }

  /** The pooled spikes in their time steps, as the processor computes them. */
  public List<Volley> outputs() {
    FeatureLayer layer = new FeatureLayer(weights, thresholds, pooling);
    return volleys.stream().map(layer::forward).toList();
  }

  /** The pooled spikes in their time steps, as the device computes them. */
  public List<byte[]> onDevice(Device device) {
    return computed(device, Form.TIMES, Form.TIMES, true);
  }

  /** Compares all spikes of the device with those of the processor. */
  public void check(Device device) {
    for (Form in : Form.values()) {
      for (Form out : Form.values()) {
        List<byte[]> expected = expected(in, out);
        assertThat(computed(device, in, out, true))
            .as("%s from %s to %s", this, in, out)
            .containsExactlyElementsOf(expected);
        if (out == Form.BITS) {
          assertThat(computed(device, in, out, false))
              .as("%s from %s to %s, by sums", this, in, out)
              .containsExactlyElementsOf(expected);
        }
      }
    }
  }

  /** Whether the counting kernels can do with so much shared memory. */
  public boolean counts(int sharedBytes) {
    return CountingPlan.of(
            new LayerStructure(layout, thresholds.length, pooling, layout.output().maps(), steps),
            sharedBytes)
        .isPresent();
  }

  /**
   * Compares who fires, as the counting kernels find it, with the processor.
   *
   * @param sharedBytes the most bytes of shared memory that a block may take
   * @param slices number of blocks that share the maps of an image; 0: as many as usual
   * @param images number of images that are in work at a time
   */
  void checkCounting(Device device, int sharedBytes, int slices, int images) {
    LayerStructure structure =
        new LayerStructure(layout, thresholds.length, pooling, layout.output().maps(), steps);
    CountingPlan plan = CountingPlan.of(structure, sharedBytes).orElseThrow();
    int count = volleys.size();
    try (CountingWeights counting = new CountingWeights(device, layout, thresholds, plan);
        DeviceSpikes input =
            DeviceSpikes.allocate(device, layout.input(), steps, Form.BITS, count);
        DeviceSpikes output =
            DeviceSpikes.allocate(device, structure.output(), steps, Form.BITS, count);
        Stream stream = device.stream()) {
      assertThat(counting.take(weights)).isTrue();
      input.memory().write(DeviceForms.pack(volleys, Form.BITS));
      stream.fill(output.memory(), (byte) 0xa5);
      counting.forward(
          stream,
          input.memory(),
          count,
          output.memory(),
          slices == 0 ? plan.slices(count, 1) : slices,
          images);
      stream.await();
      assertThat(DeviceForms.unpack(output, count))
          .as("%s by %s", this, plan.kernel())
          .containsExactlyElementsOf(expected(Form.BITS, Form.BITS));
    }
  }

  private List<byte[]> expected(Form in, Form out) {
    FeatureLayer layer = new FeatureLayer(weights, thresholds, pooling);
    List<byte[]> images = new ArrayList<>();
    for (Volley volley : volleys) {
      Volley input =
          in == Form.BITS ? new VolleyBuffer(volley.shape()).fillTimeless(volley) : volley;
      VolleyBuffer buffer = new VolleyBuffer(layer.output());
      Volley output =
          out == Form.BITS ? layer.forwardAtAll(input, buffer) : layer.forward(input, buffer);
      images.add(DeviceForms.pack(output, out));
    }
    return images;
  }

  private List<byte[]> computed(Device device, Form in, Form out, boolean fast) {
    int count = volleys.size();
    try (DeviceTable table = new DeviceTable(device, weights);
        LayerStage stage =
            new LayerStage(device, layout, thresholds, pooling, table, count, steps);
        DeviceSpikes input = DeviceSpikes.allocate(device, layout.input(), steps, in, count);
        DeviceSpikes output = DeviceSpikes.allocate(device, stage.output(), steps, out, count);
        Stream stream = device.stream()) {
      if (fast) {
        stage.weightsChanged(weights);
      }
      input.memory().write(DeviceForms.pack(volleys, in));
      stream.fill(output.memory(), (byte) 0xa5);
      stage.forward(stream, input, count, output);
      stream.await();
      return DeviceForms.unpack(output, count);
    }
  }

  @Override
  public String toString() {
    return layout.input()
        + " -> "
        + layout.output()
        + ", "
        + layout.window()
        + ", "
        + pooling
        + ", thresholds "
        + Arrays.toString(thresholds)
        + ", steps "
        + steps;
  }
}
