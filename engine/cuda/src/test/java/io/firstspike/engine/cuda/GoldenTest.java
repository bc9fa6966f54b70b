package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.encode.EncodeStage;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.cuda.lane.NetworkTables;
import io.firstspike.engine.cuda.layer.LayerCase;
import io.firstspike.engine.cuda.learn.DecisionLesson;
import io.firstspike.engine.cuda.learn.FeatureLesson;
import io.firstspike.engine.encode.FrameFitting;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.FilterSpec.DifferenceOfGaussians;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.testkit.Shim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares what the device computes with numbers of another implementation: the engine's golden
 * cases of all functions that are a stage of their own on the device.
 */
@Tag("slow")
class GoldenTest {

  private static final int STEPS = 15;
  private static final NetworkSpec MOZAFARI = NetworkSpec.load("mozafari-2019");
  private static final Pooling NONE = new Pooling(Window.square(1, 1, 0));
  private static final float TOLERANCE = 1e-5f;

  /** Check of the cases of one function. */
  @FunctionalInterface
  private interface Check {
    void run(GoldenArrays golden, Device device);
  }

  private static final Map<String, Check> CHECKS =
      Map.of(
          "fire", GoldenTest::fire,
          "pooling", GoldenTest::pooling,
          "e2e_transform", GoldenTest::transform,
          "e2e_forward", GoldenTest::forward,
          "e2e_learning", GoldenTest::learning,
          "e2e_kheradpisheh", GoldenTest::kheradpisheh,
          "e2e_shallow", GoldenTest::shallow);

  @BeforeEach
  void install() {
    Shim.install();
  }

  @TestFactory
  List<DynamicTest> cases() throws IOException {
    List<GoldenArrays> cases = GoldenArrays.of(List.copyOf(CHECKS.keySet()));
    assertThat(cases.stream().map(GoldenArrays::function).collect(Collectors.toSet()))
        .isEqualTo(new TreeSet<>(CHECKS.keySet()));
    return cases.stream().map(golden -> dynamicTest(golden.name(), () -> check(golden))).toList();
  }

  private static void check(GoldenArrays golden) {
    try (Device device = Devices.shim()) {
      CHECKS.get(golden.function()).run(golden, device);
    }
  }

  /** The spikes of a layer with these weights. */
  private static List<byte[]> spikes(
      Device device,
      List<Volley> volleys,
      float[][] rows,
      Window window,
      float threshold,
      Pooling pooling) {
    Volley first = volleys.get(0);
    Convolution layout = new Convolution(first.shape(), rows.length, window);
    LayerWeights weights = new LayerWeights(layout);
    for (int map = 0; map < rows.length; map++) {
      weights.setRow(map, rows[map]);
    }
    float[] thresholds = {threshold};
    return new LayerCase(layout, thresholds, pooling, first.steps(), weights, volleys)
        .onDevice(device);
  }

  private static List<Volley> volleys(List<byte[]> times, Shape shape) {
    return times.stream().map(each -> Volley.ofLatencies(shape, STEPS, each)).toList();
  }

  private static Window window(GoldenArrays golden, String weights, int padding) {
    int[] d = golden.array(weights).dimensions();
    return new Window(d[2], d[3], 1, 1, padding, padding);
  }

  private static void fire(GoldenArrays golden, Device device) {
    JsonNode threshold = golden.parameter("threshold");
    assertThat(
            spikes(
                device,
                golden.volleys("input_first_spike_time", golden.parameter("T").asInt()),
                golden.rows("weight"),
                window(golden, "weight", 0),
                threshold.isNull() ? Float.POSITIVE_INFINITY : (float) threshold.asDouble(),
                NONE))
        .containsExactlyElementsOf(golden.volumes("first_spike_time"));
  }

  /** Pools what a layer lets through unchanged: each neuron sees one input, and fires with it. */
  private static void pooling(GoldenArrays golden, Device device) {
    if (!golden.has("input_first_spike_time")) {
      return; // Intensities are pooled within the encoding.
    }
    List<Volley> volleys = golden.volleys("input_first_spike_time", STEPS);
    int maps = volleys.get(0).shape().maps();
    float[][] identity = new float[maps][maps];
    IntStream.range(0, maps).forEach(map -> identity[map][map] = 1);
    int padding = golden.parameter("padding").asInt();
    Pooling pooling =
        new Pooling(
            Window.square(
                golden.parameter("kernel_size").asInt(),
                golden.parameter("stride").asInt(),
                padding));
    assertThat(spikes(device, volleys, identity, Window.square(1, 1, 0), 0.5f, pooling))
        .containsExactlyElementsOf(golden.volumes("first_spike_time"));
  }

  private static List<byte[]> encoded(
      Device device, InputSpec input, EncodingSpec spec, List<Image> images) {
    FrameFitting fitting = new FrameFitting(input);
    int size = fitting.pixels();
    byte[] pixels = new byte[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      fitting.fit(images.get(i), ByteBuffer.wrap(pixels), i * size);
    }
    try (Stream stream = device.stream();
        EncodeStage stage = new EncodeStage(device, input, spec, images.size());
        DeviceMemory memory = device.allocate(pixels.length);
        DeviceSpikes spikes =
            DeviceSpikes.allocate(
                device, stage.output(), spec.steps(), Form.TIMES, images.size())) {
      memory.write(pixels);
      stage.encode(stream, memory, images.size(), spikes);
      stream.await();
      return DeviceForms.unpack(spikes, images.size());
    }
  }

  private static void transform(GoldenArrays golden, Device device) {
    assertThat(encoded(device, MOZAFARI.input(), MOZAFARI.encoding(), golden.images("images")))
        .containsExactlyElementsOf(golden.volumes("first_spike_time"));
  }

  private static void shallow(GoldenArrays golden, Device device) {
    NetworkSpec spec = NetworkSpec.load("mozafari-2018");
    assertThat(encoded(device, spec.input(), spec.encoding(), golden.images("gray_images")))
        .containsExactlyElementsOf(golden.volumes("first_spike_time"));
  }

  private static void kheradpisheh(GoldenArrays golden, Device device) {
    EncodingSpec spec =
        new EncodingSpec(
            List.of(new DifferenceOfGaussians(7, 1, 2), new DifferenceOfGaussians(7, 2, 1)),
            3,
            50,
            8,
            STEPS);
    InputSpec input = new InputSpec(28, 28);
    List<byte[]> encoded = encoded(device, input, spec, golden.images("images"));
    assertThat(encoded).containsExactlyElementsOf(golden.volumes("first_spike_time"));
    Pooling pooling = new Pooling(Window.square(2, 2, 1));
    List<Volley> volleys = volleys(encoded, spec.output(input));
    Window window = window(golden, "conv1", 2);
    float[][] rows = golden.rows("conv1");
    List<byte[]> first = spikes(device, volleys, rows, window, 10, pooling);
    Shape shape = pooling.output(new Convolution(spec.output(input), rows.length, window).output());
    assertThat(
            spikes(
                device,
                volleys(first, shape),
                golden.rows("conv2"),
                window(golden, "conv2", 1),
                1,
                pooling))
        .containsExactlyElementsOf(golden.volumes("output_first_spike_time"));
  }

  private static Network network(GoldenArrays golden, NetworkSpec spec) {
    Network network = Network.fresh(spec, 1);
    for (int layer = 0; layer < spec.layers(); layer++) {
      String name = "conv" + (layer + 1);
      if (golden.has(name)) {
        float[][] rows = golden.rows(name);
        for (int map = 0; map < rows.length; map++) {
          network.weights().setRow(layer, map, rows[map]);
        }
      }
    }
    return network;
  }

  private static void forward(GoldenArrays golden, Device device) {
    Network network = network(golden, MOZAFARI);
    List<Volley> encoded = golden.volleys("input_first_spike_time", STEPS);
    try (Inference inference = new CudaInference(device, network, 2, () -> {})) {
      List<Volley> seen = encoded;
      for (int layer = 0; layer < 2; layer++) {
        String output = "s" + (layer + 1) + "_first_spike_time";
        assertThat(
                spikes(
                    device,
                    seen,
                    network.weights().rows(layer),
                    network.convolution(layer).window(),
                    layer == 0 ? 15 : 10,
                    NONE))
            .containsExactlyElementsOf(golden.volumes(output));
        seen = inference.features(encoded, layer + 1);
      }
      if (golden.has("conv3")) {
        decisions(golden, network, inference.decide(seen));
      }
    }
  }

  private static void decisions(GoldenArrays golden, Network network, List<Decision> decisions) {
    long[] winners = golden.array("winner_f_y_x").integers();
    float[][] last = golden.rows("s3_potential_last_step");
    for (int i = 0; i < decisions.size(); i++) {
      Winner winner = decisions.get(i).winner().orElseThrow();
      assertThat(new long[] {winner.map(), winner.row(), winner.column()})
          .containsExactly(winners[3 * i], winners[3 * i + 1], winners[3 * i + 2]);
      int neuron =
          network.convolution(2).output().index(winner.map(), winner.row(), winner.column());
      assertThat(winner.potential()).isEqualTo(last[i][neuron]);
      assertThat((long) decisions.get(i).label()).isEqualTo(golden.array("decision").integers()[i]);
    }
  }

  private static void learning(GoldenArrays golden, Device device) {
    RewardSpec rule = (RewardSpec) MOZAFARI.decision().rule();
    NetworkSpec spec =
        MOZAFARI.toBuilder()
            .decision(d -> d.rule(rule.toBuilder().adaptEvery(25).build()).dropout(null))
            .build();
    Network network = network(golden, spec);
    List<Volley> encoded = golden.volleys("input_first_spike_time", STEPS);
    for (int stage = 0; stage < 2; stage++) {
      if (golden.has("stage" + (stage + 1) + "_winners")) {
        features(golden, device, network, encoded, stage);
      }
    }
    if (golden.has("stage3_winner")) {
      rewards(golden, device, network, encoded);
    }
  }

  private static List<Volley> below(
      Device device, Network network, List<Volley> encoded, int layers) {
    try (Inference inference = new CudaInference(device, network, encoded.size(), () -> {})) {
      return inference.features(encoded, layers);
    }
  }

  private static void features(
      GoldenArrays golden, Device device, Network network, List<Volley> encoded, int stage) {
    List<Volley> frames = below(device, network, encoded, stage);
    Convolution layout = network.convolution(stage);
    LayerWeights weights = network.weights().table(stage);
    try (DeviceTable table = new DeviceTable(device, weights);
        FeatureLesson lesson = new FeatureLesson(device, network.spec(), stage, layout, table);
        DeviceSpikes input =
            DeviceSpikes.allocate(device, layout.input(), STEPS, Form.TIMES, frames.size());
        Stream stream = device.stream()) {
      // The reference's counter of frames starts at 475, and it clamps all weights at the first.
      input.memory().write(DeviceForms.pack(frames.get(0), Form.TIMES));
      lesson.learn(stream, input, 1, 476, 0);
      stream.await();
      table.read(weights);
      clamp(weights);
      table.write(weights);
      List<Volley> others = frames.subList(1, frames.size());
      input.memory().write(DeviceForms.pack(others, Form.TIMES));
      lesson.learn(stream, input, others.size(), 477, 0);
      stream.await();
      table.read(weights);
    }
    // In this stage a run of the reference in doubles picks other winners in a few steps.
    String prefix = "stage" + (stage + 1) + "_";
    boolean fragile = golden.parameter(prefix + "steps_where_float64_winners_differ").asInt() > 0;
    close(weights.rows(), golden.rows(prefix + "weight_after"), fragile ? 2e-3f : TOLERANCE);
  }

  private static void clamp(LayerWeights weights) {
    Stdp stdp = new Stdp(0, 0, 0, 1, true);
    for (int map = 0; map < weights.maps(); map++) {
      float[] row = weights.row(map);
      stdp.clamp(row);
      weights.setRow(map, row);
    }
  }

  private static void rewards(
      GoldenArrays golden, Device device, Network network, List<Volley> encoded) {
    List<Volley> frames = below(device, network, encoded, 2);
    Convolution layout = network.decisions();
    LayerWeights weights = network.weights().table(2);
    int[] labels = new int[frames.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = golden.parameter("labels").get(i).asInt();
    }
    try (NetworkTables tables = new NetworkTables(device, network, network.spec().tables().size());
        DecisionLesson lesson = DecisionLesson.of(device, network.spec(), layout, tables.from(2));
        DeviceSpikes input =
            DeviceSpikes.allocate(device, layout.input(), STEPS, Form.TIMES, frames.size());
        Stream stream = device.stream()) {
      input.memory().write(DeviceForms.pack(frames, Form.TIMES));
      int[] decided =
          lesson.learn(
              stream,
              input,
              frames.size(),
              labels,
              new ProgressTracker(network.spec(), Progress.deciding(network.spec(), 0)),
              () -> {});
      assertThat(IntStream.of(decided).asLongStream().toArray())
          .isEqualTo(golden.array("stage3_decision").integers());
      tables.read(network.weights());
    }
    close(weights.rows(), golden.rows("stage3_weight_after"), TOLERANCE);
  }

  private static void close(float[][] found, float[][] expected, float tolerance) {
    assertThat(found.length).isEqualTo(expected.length);
    for (int map = 0; map < expected.length; map++) {
      assertThat(found[map]).hasSameSizeAs(expected[map]);
      for (int tap = 0; tap < expected[map].length; tap++) {
        assertThat(Math.abs(found[map][tap] - expected[map][tap]))
            .as("map %d, tap %d: %s", map, tap, found[map][tap])
            .isLessThanOrEqualTo(tolerance * Math.max(1, Math.abs(expected[map][tap])));
      }
    }
  }
}
