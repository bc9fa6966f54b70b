package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.encode.IntensityToLatency;
import io.firstspike.engine.exchange.ArrayFiles;
import io.firstspike.engine.exchange.LayerArray;
import io.firstspike.engine.exchange.NetworkWeights;
import io.firstspike.engine.exchange.Npz;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.filter.LocalNormalisation;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.FirstSpikes;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.FilterSpec.DifferenceOfGaussians;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks of whole networks on whole images. */
final class GoldenNetworks {

  static final Map<String, GoldenTest.Check> CHECKS =
      Map.of(
          "e2e_transform", GoldenNetworks::transform,
          "e2e_forward", GoldenNetworks::forward,
          "e2e_learning", GoldenNetworks::learning,
          "e2e_kheradpisheh", GoldenNetworks::kheradpisheh,
          "e2e_shallow", GoldenNetworks::shallow);

  private static final NetworkSpec MOZAFARI = NetworkSpec.load("mozafari-2019");
  private static final int STEPS = 15;

  private static final EncodingSpec KHERADPISHEH =
      new EncodingSpec(
          List.of(new DifferenceOfGaussians(7, 1, 2), new DifferenceOfGaussians(7, 2, 1)),
          3,
          50,
          8,
          STEPS);

  private GoldenNetworks() {}

  private static void transform(GoldenCase golden) throws IOException {
    NumericArray images = golden.input("images");
    NumericArray times = golden.output("first_spike_time");
    NumericArray intensities = golden.output("intensities");
    float[][] cells = GoldenCase.byFirstDimension(intensities);
    Encoder encoder = new Encoder(MOZAFARI.input(), MOZAFARI.encoding());
    IntensityToLatency coding = new IntensityToLatency(GoldenCase.shape(intensities), STEPS);
    for (int i = 0; i < images.dimensions()[0]; i++) {
      byte[] expected = GoldenCase.latencies(times, i);
      assertThat(coding.encode(cells[i]).latencies()).as("image %d", i).isEqualTo(expected);
      Image image = Image.grey(28, 28, GoldenCase.latencies(images, i));
      assertThat(encoder.encode(image).latencies()).as("image %d", i).isEqualTo(expected);
    }
  }

  /** A network of the spec with the case's weights, as far as it gives any. */
  private static Network network(GoldenCase golden, NetworkSpec spec) throws IOException {
    Network network = Network.fresh(spec, 1);
    for (int layer = 0; layer < spec.layers(); layer++) {
      String name = "conv" + (layer + 1);
      if (golden.hasInput(name)) {
        LayerArray.write(name, golden.input(name), network.weights().table(layer));
      }
    }
    return network;
  }

  /**
   * A network with the case's weights, read from a file in which arrays have the reference's names.
   */
  private static Network imported(GoldenCase golden) throws IOException {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (int layer = 0; layer < MOZAFARI.layers(); layer++) {
      String input = "conv" + (layer + 1);
      if (golden.hasInput(input)) {
        arrays.put(input + ".weight", golden.input(input));
        names.put(input + ".weight", MOZAFARI.layerName(layer));
      }
    }
    Path file = Files.createTempFile("weights", ".npz");
    try {
      Npz.write(file, arrays);
      return NetworkWeights.of("weights", ArrayFiles.read(file))
          .renamed(names)
          .network(MOZAFARI, 1);
    } finally {
      Files.delete(file);
    }
  }

  private static void forward(GoldenCase golden) throws IOException {
    Network network = imported(golden);
    NumericArray input = golden.input("input_first_spike_time");
    List<FeatureLayer> features = network.featureLayers(2);
    FirstSpikes s1 = new FirstSpikes(network.weights().table(0), 15);
    FirstSpikes s2 = new FirstSpikes(network.weights().table(1), 10);
    WinnerSearch winners1 = new WinnerSearch(network.weights().table(0), 15, 5, 3);
    WinnerSearch winners2 = new WinnerSearch(network.weights().table(1), 10, 8, 1);
    for (int i = 0; i < input.dimensions()[0]; i++) {
      Volley volley = GoldenCase.volley(input, i, STEPS);
      assertThat(s1.fire(volley))
          .isEqualTo(GoldenCase.latencies(golden.output("s1_first_spike_time"), i));
      checkFirst(s1.potentials(), golden.output("s1_potential_at_first_spike_first10"), i);
      Volley pooled = features.get(0).forward(volley);
      assertThat(s2.fire(pooled))
          .isEqualTo(GoldenCase.latencies(golden.output("s2_first_spike_time"), i));
      checkFirst(s2.potentials(), golden.output("s2_potential_at_first_spike_first10"), i);
      GoldenLayers.checkWinners(
          winners1.search(volley).list(),
          golden.output("s1_training_winners").integers(),
          5 * i,
          5);
      GoldenLayers.checkWinners(
          winners2.search(pooled).list(),
          golden.output("s2_training_winners").integers(),
          8 * i,
          8);
      if (golden.hasInput("conv3")) {
        decision(golden, network, i, features.get(1).forward(pooled));
      }
    }
  }

  private static void decision(GoldenCase golden, Network network, int i, Volley features)
      throws IOException {
    Decision decision = new Classifier(network).decide(features);
    Winner winner = decision.winner().orElseThrow();
    GoldenLayers.checkWinners(List.of(winner), golden.output("winner_f_y_x").integers(), i, 1);
    int neuron = network.convolution(2).output().index(winner.map(), winner.row(), winner.column());
    float[][] last = GoldenCase.byFirstDimension(golden.output("s3_potential_last_step"));
    assertThat(winner.potential()).isEqualTo(last[i][neuron]);
    assertThat((long) decision.label()).isEqualTo(golden.output("decision").integers()[i]);
  }

  private static void checkFirst(float[] potentials, NumericArray first, int index) {
    if (index < first.dimensions()[0]) {
      assertThat(potentials).isEqualTo(GoldenCase.byFirstDimension(first)[index]);
    }
  }

  private static void learning(GoldenCase golden) throws IOException {
    RewardSpec rule = (RewardSpec) MOZAFARI.decision().rule();
    RewardSpec batches = rule.toBuilder().adaptEvery(25).build();
    Network network = network(golden, MOZAFARI.toBuilder().decision(d -> d.rule(batches)).build());
    NumericArray input = golden.input("input_first_spike_time");
    for (int stage = 0; stage < 2; stage++) {
      if (golden.hasOutput("stage" + (stage + 1) + "_winners")) {
        featureStage(golden, network, input, stage);
      }
    }
    if (golden.hasOutput("stage3_winner")) {
      decisionStage(golden, network, input);
    }
  }

  private static void featureStage(
      GoldenCase golden, Network network, NumericArray input, int stage) throws IOException {
    String prefix = "stage" + (stage + 1) + "_";
    var layer = network.spec().features().get(stage);
    // The sample counter starts at 475.
    Learner learner =
        new Learner(
            network,
            new Progress(
                0,
                stage,
                475,
                Collections.nCopies(stage, 0L),
                new Verdicts(0, 0, 0),
                Adaptation.NONE,
                new Activity(0, 0)));
    WinnerSearch search =
        new WinnerSearch(
            network.weights().table(stage),
            layer.threshold(),
            layer.stdp().winners(),
            layer.stdp().inhibitionRadius());
    int k = layer.stdp().winners();
    Classifier below = new Classifier(network);
    float[] rates = golden.output(prefix + "learning_rates_after_step").floats();
    // In this stage a float64 run of the reference picks other winners in a few steps.
    boolean fragile =
        golden.json().get("params").path(prefix + "steps_where_float64_winners_differ").asInt() > 0;
    for (int i = 0; i < input.dimensions()[0]; i++) {
      Volley volley = below.features(GoldenCase.volley(input, i, STEPS), stage);
      if (!fragile) {
        GoldenLayers.checkWinners(
            search.search(volley).list(), golden.output(prefix + "winners").integers(), k * i, k);
      }
      learner.learnFeatures(volley);
      if (i == 0) {
        clampAsAtFirstUpdate(network.weights().table(stage));
      }
      Stdp[] rules = new Stdp[layer.maps()];
      layer.stdp().rules(learner.progress().frames(), rules);
      Stdp rule = rules[0];
      assertThat(rule.potentiation()).isEqualTo(rates[2 * i]);
      assertThat(rule.depression()).isEqualTo(rates[2 * i + 1]);
    }
    checkWeights(golden, network, stage, prefix + "weight_after", fragile ? 2e-3f : 1e-5f);
  }

  /**
   * Clamps the weights, as a learner does at a layer's first frame; this learner's frame counter
   * starts later.
   */
  private static void clampAsAtFirstUpdate(LayerWeights synapses) {
    Stdp stdp = new Stdp(0, 0, 0, 1, true);
    for (int map = 0; map < synapses.maps(); map++) {
      float[] row = synapses.row(map);
      stdp.clamp(row);
      synapses.setRow(map, row);
    }
  }

  private static void decisionStage(GoldenCase golden, Network network, NumericArray input)
      throws IOException {
    Learner learner = new Learner(network, Progress.deciding(network.spec(), 0));
    Classifier classifier = new Classifier(network);
    long[] decisions = golden.output("stage3_decision").integers();
    for (int i = 0; i < input.dimensions()[0]; i++) {
      Volley features = classifier.features(GoldenCase.volley(input, i, STEPS), 2);
      Decision decision = classifier.decide(features);
      GoldenLayers.checkWinners(
          List.of(decision.winner().orElseThrow()),
          golden.output("stage3_winner").integers(),
          i,
          1);
      assertThat((long) decision.label()).isEqualTo(decisions[i]);
      learner.learnDecision(features, decision, golden.parameter("labels").get(i).asInt());
    }
    checkWeights(golden, network, 2, "stage3_weight_after", 1e-5f);
  }

  private static void checkWeights(
      GoldenCase golden, Network network, int layer, String output, float tolerance)
      throws IOException {
    float[] weights = GoldenLayers.joined(network.weights().rows(layer));
    GoldenCase.checkClose(weights, golden.output(output).floats(), output, tolerance);
  }

  private static void kheradpisheh(GoldenCase golden) throws IOException {
    NumericArray images = golden.input("images");
    NumericArray times = golden.output("first_spike_time");
    float[][] intensities = GoldenCase.byFirstDimension(golden.output("intensities"));
    Encoder encoder = new Encoder(new InputSpec(28, 28), KHERADPISHEH);
    FilterBank bank =
        new FilterBank(
            List.of(Filter.differenceOfGaussians(7, 1, 2), Filter.differenceOfGaussians(7, 2, 1)),
            3,
            new float[] {50, 50},
            false,
            new Shape(1, 28, 28));
    LocalNormalisation normalisation =
        new LocalNormalisation(bank.output(), 8, LocalNormalisation.EPSILON);
    LayerWeights conv1 = GoldenLayers.layer(bank.output(), golden.input("conv1"), 2);
    FirstSpikes s1 = new FirstSpikes(conv1, 10);
    Pooling pooling = new Pooling(Window.square(2, 2, 1));
    Shape pooled = pooling.output(conv1.layout().output());
    LayerWeights conv2 = GoldenLayers.layer(pooled, golden.input("conv2"), 1);
    FeatureLayer first = new FeatureLayer(conv1, new float[] {10}, pooling);
    FeatureLayer second = new FeatureLayer(conv2, new float[] {1}, pooling);
    LayerWeights learning = GoldenLayers.layer(pooled, golden.input("conv2"), 1);
    long[] winners1 = golden.output("layer1_training_winners").integers();
    long[] winners2 = golden.output("layer2_training_winners").integers();
    for (int i = 0; i < images.dimensions()[0]; i++) {
      float[] cells = new float[bank.output().size()];
      bank.apply(GoldenCase.byFirstDimension(images)[i], cells);
      normalisation.apply(cells);
      GoldenCase.checkClose(cells, intensities[i], "intensities", 1e-4f);
      Volley volley = GoldenCase.volley(times, i, STEPS);
      assertThat(new IntensityToLatency(bank.output(), STEPS).encode(intensities[i]))
          .isEqualTo(volley);
      Image image = Image.grey(28, 28, GoldenCase.latencies(images, i));
      assertThat(encoder.encode(image)).as("image %d", i).isEqualTo(volley);
      byte[] output = second.forward(first.forward(volley)).latencies();
      assertThat(output)
          .isEqualTo(GoldenCase.latencies(golden.output("output_first_spike_time"), i));
      float[] features = new float[output.length];
      for (int f = 0; f < features.length; f++) {
        features[f] = output[f] < STEPS ? 1 : 0;
      }
      assertThat(features).isEqualTo(GoldenCase.byFirstDimension(golden.output("svm_features"))[i]);
      GoldenLayers.checkWinners(
          new WinnerSearch(conv1, 10, 5, 2).search(volley).list(), winners1, 5 * i, 5);
      learnSecondLayer(
          s1.fire(volley), pooling, conv1.layout().output(), conv2, learning, winners2, i);
    }
    float[][] after = new float[learning.maps()][];
    for (int map = 0; map < after.length; map++) {
      after[map] = learning.row(map);
    }
    GoldenCase.checkClose(
        GoldenLayers.joined(after),
        golden.output("conv2_after_10_stdp_steps").floats(),
        "conv2",
        1e-5f);
  }

  /**
   * Learns the second layer as the reference does. In training the layer's input is pooled, then
   * inhibited point by point. The pooled spikes have no potentials, so of spikes in one time step
   * that of the lowest map remains.
   */
  private static void learnSecondLayer(
      byte[] latencies,
      Pooling pooling,
      Shape shape,
      LayerWeights unlearned,
      LayerWeights learning,
      long[] winners,
      int i) {
    Shape pooled = pooling.output(shape);
    byte[] inhibited = new byte[pooled.size()];
    pooling.latencies(shape, latencies, inhibited);
    float[] equal = new float[inhibited.length];
    Arrays.fill(equal, 1);
    PointwiseInhibition.apply(pooled, STEPS, inhibited, equal);
    Volley input = Volley.ofLatencies(pooled, STEPS, inhibited);
    // The expected winners were recorded with the weights before learning.
    GoldenLayers.checkWinners(
        new WinnerSearch(unlearned, 1, 8, 1).search(input).list(), winners, 8 * i, 8);
    List<Winner> taken = new WinnerSearch(learning, 1, 8, 1).search(input).list();
    Stdp stdp = new Stdp(0.004f, -0.003f, 0, 1, true);
    for (Winner winner : taken) {
      float[] row = learning.row(winner.map());
      stdp.learn(
          row,
          learning.layout().receptiveField(inhibited, (byte) STEPS, winner.row(), winner.column()),
          winner.step());
      learning.setRow(winner.map(), row);
    }
    for (int map = 0; map < learning.maps(); map++) {
      float[] row = learning.row(map);
      if (stdp.clamp(row)) {
        learning.setRow(map, row);
      }
    }
  }

  private static void shallow(GoldenCase golden) throws IOException {
    NumericArray images = golden.input("gray_images");
    float[][] pooledGolden = GoldenCase.byFirstDimension(golden.output("pooled"));
    float[][] inhibitedGolden =
        GoldenCase.byFirstDimension(golden.output("after_lateral_inhibition"));
    FilterBank bank =
        new FilterBank(
            List.of(
                Filter.gabor(5, 67.5, 4),
                Filter.gabor(5, 112.5, 4),
                Filter.gabor(5, 157.5, 4),
                Filter.gabor(5, 202.5, 4)),
            0,
            noThresholds(4),
            true,
            new Shape(1, 64, 64));
    Pooling pooling = new Pooling(Window.square(5, 4, 2));
    Shape shape = pooling.output(bank.output());
    LateralInhibition inhibition = new LateralInhibition(shape, 0.15f, 0.12f, 0.1f, 0.07f, 0.05f);
    for (int i = 0; i < images.dimensions()[0]; i++) {
      float[] pixels = GoldenCase.byFirstDimension(images)[i];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] /= 255;
      }
      float[] filtered = new float[bank.output().size()];
      bank.apply(pixels, filtered);
      float[] pooled = new float[shape.size()];
      pooling.potentials(bank.output(), filtered, pooled);
      GoldenCase.checkClose(pooled, pooledGolden[i], "pooled", 1e-5f);
      float[] inhibited = new float[shape.size()];
      inhibition.apply(pooledGolden[i], inhibited);
      GoldenCase.checkClose(inhibited, inhibitedGolden[i], "inhibited", 1e-5f);
    }
    GoldenShallow.checkTransform(golden);
    GoldenShallow.check(golden, shape);
  }

  private static float[] noThresholds(int count) {
    float[] none = new float[count];
    Arrays.fill(none, Float.NEGATIVE_INFINITY);
    return none;
  }
}
