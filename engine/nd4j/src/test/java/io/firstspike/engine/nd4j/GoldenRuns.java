package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.exchange.LayerArray;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.golden.GoldenCase;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.nd4j.encode.DenseEncoder;
import io.firstspike.engine.nd4j.encode.DenseFilters;
import io.firstspike.engine.nd4j.encode.RankOrder;
import io.firstspike.engine.nd4j.layer.DenseInhibition;
import io.firstspike.engine.nd4j.layer.DenseLayer;
import io.firstspike.engine.nd4j.layer.DensePooling;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.layer.DenseWinners;
import io.firstspike.engine.nd4j.layer.OrderedPotentials;
import io.firstspike.engine.nd4j.layer.Potentials;
import io.firstspike.engine.nd4j.learn.DenseDecisionLearning;
import io.firstspike.engine.nd4j.learn.DenseFeatureLearning;
import io.firstspike.engine.nd4j.learn.DenseStdp;
import io.firstspike.engine.nd4j.learn.Fields;
import io.firstspike.engine.nd4j.network.DenseDecisions;
import io.firstspike.engine.nd4j.network.DenseNetwork;
import io.firstspike.engine.nd4j.tensor.Batches;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
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
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks of whole networks on whole images. */
final class GoldenRuns {

  static final Map<String, GoldenTensorsTest.Check> CHECKS =
      Map.of(
          "e2e_transform", GoldenRuns::transform,
          "e2e_forward", GoldenRuns::forward,
          "e2e_learning", GoldenRuns::learning,
          "e2e_kheradpisheh", GoldenRuns::kheradpisheh,
          "e2e_shallow", GoldenRuns::shallow);

  private static final NetworkSpec MOZAFARI = NetworkSpec.load("mozafari-2019");
  private static final NetworkSpec SHALLOW = NetworkSpec.load("mozafari-2018");
  private static final int STEPS = 15;

  private GoldenRuns() {}

  private static List<Image> images(NumericArray array, int side) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < array.dimensions()[0]; i++) {
      images.add(Image.grey(side, side, GoldenCase.latencies(array, i)));
    }
    return images;
  }

  private static List<Volley> volleys(NumericArray array) {
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < array.dimensions()[0]; i++) {
      volleys.add(GoldenCase.volley(array, i, STEPS));
    }
    return volleys;
  }

  private static void transform(GoldenCase golden) throws IOException {
    List<Volley> expected = volleys(golden.output("first_spike_time"));
    assertThat(encoded(MOZAFARI.input(), MOZAFARI.encoding(), images(golden.input("images"), 28)))
        .isEqualTo(expected);
    INDArray intensities = GoldenStages.batch(golden.output("intensities"));
    assertThat(Tensors.volleys(RankOrder.latencies(intensities, STEPS), STEPS)).isEqualTo(expected);
  }

  private static List<Volley> encoded(InputSpec input, EncodingSpec spec, List<Image> images) {
    return Tensors.volleys(new DenseEncoder(input, spec).encode(images), STEPS);
  }

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

  private static void forward(GoldenCase golden) throws IOException {
    Network network = network(golden, MOZAFARI);
    List<Volley> input = volleys(golden.input("input_first_spike_time"));
    Pooling none = new Pooling(Window.square(1, 1, 0));
    List<Volley> first = fired(network, 0, 15, none, input);
    assertThat(first).isEqualTo(volleys(golden.output("s1_first_spike_time")));
    List<Volley> pooled = fired(network, 0, 15, MOZAFARI.features().get(0).pool().pooling(), input);
    assertThat(fired(network, 1, 10, none, pooled))
        .isEqualTo(volleys(golden.output("s2_first_spike_time")));
    checkWinners(golden, "s1_training_winners", network.weights().table(0), input, 15, 5, 3);
    checkWinners(golden, "s2_training_winners", network.weights().table(1), pooled, 10, 8, 1);
    if (golden.hasInput("conv3")) {
      decisions(
          golden,
          network,
          fired(network, 1, 10, MOZAFARI.features().get(1).pool().pooling(), pooled));
    }
  }

  private static List<Volley> fired(
      Network network, int layer, float threshold, Pooling pooling, List<Volley> input) {
    return fired(network.weights().table(layer), threshold, pooling, input);
  }

  private static List<Volley> fired(
      LayerWeights weights, float threshold, Pooling pooling, List<Volley> input) {
    float[] thresholds = {threshold};
    DenseLayer layer =
        new DenseLayer(
            new FeatureLayer(weights, thresholds, pooling), weights, thresholds, pooling);
    return Tensors.volleys(layer.forward(Tensors.latencies(input), STEPS, true), STEPS);
  }

  private static void checkWinners(
      GoldenCase golden,
      String output,
      LayerWeights weights,
      List<Volley> input,
      float threshold,
      int most,
      int radius)
      throws IOException {
    long[] expected = golden.output(output).integers();
    for (int i = 0; i < input.size(); i++) {
      GoldenStages.checkWinners(
          winners(new DenseWeights(weights), input.get(i), threshold, most, radius, null),
          expected,
          most * i,
          most);
    }
  }

  private static List<Winner> winners(
      DenseWeights weights, Volley input, float threshold, int most, int radius, boolean[] silent) {
    try (Potentials potentials = new OrderedPotentials(weights, List.of(input))) {
      return DenseWinners.search(
          potentials, weights.layout().output(), STEPS, threshold, most, radius, silent);
    }
  }

  private static void decisions(GoldenCase golden, Network network, List<Volley> features)
      throws IOException {
    List<Decision> decisions =
        new DenseDecisions(MOZAFARI.decision(), new DenseWeights(network.weights().decisions()))
            .decide(features);
    float[][] last = GoldenCase.byFirstDimension(golden.output("s3_potential_last_step"));
    for (int i = 0; i < decisions.size(); i++) {
      Winner winner = decisions.get(i).winner().orElseThrow();
      GoldenStages.checkWinners(List.of(winner), golden.output("winner_f_y_x").integers(), i, 1);
      int neuron = network.decisions().output().index(winner.map(), winner.row(), winner.column());
      assertThat(winner.potential()).isEqualTo(last[i][neuron]);
      assertThat((long) decisions.get(i).label())
          .isEqualTo(golden.output("decision").integers()[i]);
    }
  }

  private static void learning(GoldenCase golden) throws IOException {
    RewardSpec rule = (RewardSpec) MOZAFARI.decision().rule();
    RewardSpec batches = rule.toBuilder().adaptEvery(25).build();
    Network network = network(golden, MOZAFARI.toBuilder().decision(d -> d.rule(batches)).build());
    INDArray input = GoldenStages.times(golden.input("input_first_spike_time"));
    for (int stage = 0; stage < 2; stage++) {
      if (golden.hasOutput("stage" + (stage + 1) + "_winners")) {
        featureStage(golden, network, input, stage);
      }
    }
    if (golden.hasOutput("stage3_winner")) {
      decisionStage(golden, network, input);
    }
  }

  private static void featureStage(GoldenCase golden, Network network, INDArray input, int stage)
      throws IOException {
    String prefix = "stage" + (stage + 1) + "_";
    // The sample counter starts at 475.
    ProgressTracker course =
        new ProgressTracker(
            MOZAFARI,
            new Progress(
                0,
                stage,
                475,
                Collections.nCopies(stage, 0L),
                new Verdicts(0, 0, 0),
                Adaptation.NONE,
                new Activity(0, 0)));
    DenseWeights weights = new DenseWeights(network.weights().table(stage));
    DenseFeatureLearning features =
        new DenseFeatureLearning(stage, MOZAFARI.features().get(stage), weights);
    // In this stage a float64 run of the reference picks other winners in a few steps.
    boolean fragile =
        golden.json().get("params").path(prefix + "steps_where_float64_winners_differ").asInt() > 0;
    List<Volley> seen = Tensors.volleys(new DenseNetwork(network).features(input, stage), STEPS);
    for (int i = 0; i < seen.size(); i++) {
      course.countFrame();
      features.learn(seen.get(i), course);
      if (i == 0) {
        clamp(weights, new Stdp(0, 0, 0, 1, true));
      }
    }
    weights.writeTo(network.weights().table(stage));
    GoldenCase.checkClose(
        Batches.cells(weights.tensor()),
        golden.output(prefix + "weight_after").floats(),
        prefix,
        fragile ? 2e-3f : 1e-5f);
  }

  private static void clamp(DenseWeights weights, Stdp rule) {
    weights.byTap().assign(DenseStdp.clamped(weights.byTap(), rule));
  }

  private static void decisionStage(GoldenCase golden, Network network, INDArray input)
      throws IOException {
    DenseDecisionLearning learning = DenseDecisionLearning.of(network);
    ProgressTracker course =
        new ProgressTracker(network.spec(), Progress.deciding(network.spec(), 0));
    List<Volley> features = Tensors.volleys(new DenseNetwork(network).features(input, 2), STEPS);
    long[] decisions = golden.output("stage3_decision").integers();
    for (int i = 0; i < features.size(); i++) {
      int label = golden.parameter("labels").get(i).asInt();
      int decided = learning.learn(features.get(i), label, course);
      course.countLabel(decided, label);
      assertThat((long) decided).isEqualTo(decisions[i]);
    }
    learning.writeTo(network.weights());
    GoldenCase.checkClose(
        Batches.cells(Tensors.weights(network.weights().decisions())),
        golden.output("stage3_weight_after").floats(),
        "stage3",
        1e-5f);
  }

  private static void kheradpisheh(GoldenCase golden) throws IOException {
    EncodingSpec encoding =
        new EncodingSpec(
            List.of(new DifferenceOfGaussians(7, 1, 2), new DifferenceOfGaussians(7, 2, 1)),
            3,
            50,
            8,
            STEPS);
    List<Volley> input = volleys(golden.output("first_spike_time"));
    assertThat(encoded(new InputSpec(28, 28), encoding, images(golden.input("images"), 28)))
        .isEqualTo(input);
    LayerWeights first = GoldenStages.layer(input.get(0).shape(), golden.input("conv1"), 2);
    Pooling pooling = new Pooling(Window.square(2, 2, 1));
    List<Volley> pooled = fired(first, 10, pooling, input);
    LayerWeights second = GoldenStages.layer(pooled.get(0).shape(), golden.input("conv2"), 1);
    assertThat(fired(second, 1, pooling, pooled))
        .isEqualTo(volleys(golden.output("output_first_spike_time")));
    checkWinners(golden, "layer1_training_winners", first, input, 10, 5, 2);
    DenseWeights learning = new DenseWeights(second);
    Stdp rule = new Stdp(0.004f, -0.003f, 0, 1, true);
    for (Volley volley : pooled) {
      Volley seen = DenseFeatureLearning.inhibited(volley);
      for (Winner winner : winners(learning, seen, 1, 8, 1, null)) {
        INDArray row = learning.row(winner.map());
        row.assign(DenseStdp.learned(row, Fields.inTime(learning.layout(), seen, winner), rule));
      }
      clamp(learning, rule);
    }
    GoldenCase.checkClose(
        Batches.cells(learning.tensor()),
        golden.output("conv2_after_10_stdp_steps").floats(),
        "conv2",
        1e-5f);
  }

  private static void shallow(GoldenCase golden) throws IOException {
    assertThat(
            encoded(SHALLOW.input(), SHALLOW.encoding(), images(golden.input("gray_images"), 64)))
        .isEqualTo(volleys(golden.output("first_spike_time")));
    INDArray pixels = GoldenStages.batch(golden.input("gray_images")).div(255);
    float none = Float.NEGATIVE_INFINITY;
    INDArray filtered =
        new DenseFilters(
                List.of(
                    Filter.gabor(5, 67.5, 4),
                    Filter.gabor(5, 112.5, 4),
                    Filter.gabor(5, 157.5, 4),
                    Filter.gabor(5, 202.5, 4)),
                0,
                new float[] {none, none, none, none},
                true)
            .apply(pixels.reshape(pixels.length() / (64 * 64), 1, 64, 64));
    INDArray pooled = DensePooling.highest(filtered, new Pooling(Window.square(5, 4, 2)));
    GoldenCase.checkClose(Batches.cells(pooled), golden.output("pooled").floats(), "pooled", 1e-5f);
    INDArray inhibited =
        DenseInhibition.lateral(
            GoldenStages.batch(golden.output("pooled")),
            LateralInhibition.weights(0.15f, 0.12f, 0.1f, 0.07f, 0.05f));
    GoldenCase.checkClose(
        Batches.cells(inhibited),
        golden.output("after_lateral_inhibition").floats(),
        "inhibited",
        1e-5f);
    shallowLearning(golden, Batches.shape(pooled));
  }

  private static void shallowLearning(GoldenCase golden, Shape shape) throws IOException {
    DenseWeights weights = new DenseWeights(GoldenStages.layer(shape, golden.input("weight"), 0));
    List<Volley> input = volleys(golden.output("first_spike_time"));
    NumericArray dropped = golden.input("dropped_features");
    for (int i = 0; i < input.size(); i++) {
      boolean[] silent = new boolean[weights.maps()];
      for (int map = 0; map < silent.length; map++) {
        silent[map] = dropped.integers()[i * silent.length + map] != 0;
      }
      List<Winner> winners = winners(weights, input.get(i), 25, 1, 0, silent);
      GoldenStages.checkWinners(winners, golden.output("winner").integers(), i, 1);
      int decision = winners.isEmpty() ? -1 : winners.get(0).map() / 10;
      assertThat((long) decision).isEqualTo(golden.output("decision").integers()[i]);
      Stdp rule =
          decision == i % 2
              ? new Stdp(0.005f, -0.0025f, 0, 1, true)
              : new Stdp(-0.005f, 0.0005f, 0, 1, true);
      for (Winner winner : winners) {
        INDArray row = weights.row(winner.map());
        row.assign(
            DenseStdp.learned(row, Fields.inTime(weights.layout(), input.get(i), winner), rule));
        clamp(weights, rule);
      }
    }
    GoldenCase.checkClose(
        Batches.cells(weights.tensor()), golden.output("weight_after").floats(), "weights", 1e-5f);
  }
}
