package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.DropoutSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FeatureLearningTest {

  private static Volley volley(Shape shape, Random random) {
    return RandomLayers.volley(shape, 8, 0.4, random);
  }

  @Test
  void aLayerThatInhibitsItsInputLearnsFromTheFirstSpikeAtEachPlace() {
    NetworkSpec spec = SmallNetwork.learning(s -> s.frames(50));
    Learner plain = Learner.fresh(spec, 4);
    NetworkSpec inhibiting = spec.toBuilder().feature("S1", f -> f.inhibitInput(true)).build();
    Learner learner = Learner.fresh(inhibiting, 4);
    Random random = new Random(4);
    for (int frame = 0; frame < 50; frame++) {
      Volley volley = volley(learner.network().convolution(0).input(), random);
      plain.learnFeatures(PointwiseInhibition.apply(volley));
      learner.learnFeatures(volley);
    }

    assertThat(Model.fingerprint(learner.network().weights()))
        .isEqualTo(Model.fingerprint(plain.network().weights()));
  }

  @Test
  void pointwiseInhibitionOfAVolleyIsThatOfLatenciesWithoutPotentials() {
    Random random = new Random(6);
    Shape shape = new Shape(5, 4, 3);
    for (int i = 0; i < 50; i++) {
      Volley volley = volley(shape, random);
      byte[] latencies = volley.latencies();
      PointwiseInhibition.apply(shape, 8, latencies, new float[shape.size()]);

      assertThat(PointwiseInhibition.apply(volley))
          .isEqualTo(Volley.ofLatencies(shape, 8, latencies));
    }
  }

  @Test
  void mapsThatDropOutLearnNothingUntilOthersAreDrawn() {
    DropoutSpec dropout = new DropoutSpec(0.5f, 100);
    NetworkSpec spec = SmallNetwork.learning(s -> s.frames(400).dropout(dropout));
    Learner learner = Learner.fresh(spec, 11);
    Random random = new Random(5);
    Weights weights = learner.network().weights();
    SortedSet<Integer> ever = new TreeSet<>();
    for (int period = 0; period < 4; period++) {
      boolean[] silent = Dropout.silent(dropout, 6, 11, 0, 100L * period);
      for (int frame = 0; frame < 100; frame++) {
        Weights.Version before = weights.version();
        learner.learnFeatures(volley(learner.network().convolution(0).input(), random));
        for (int map : weights.changedSince(before).maps(0)) {
          boolean first = period == 0 && frame == 0;
          assertThat(silent[map] && !first).isFalse();
          ever.add(map);
        }
      }
    }

    assertThat(learner.deciding()).isTrue();
    assertThat(ever).hasSize(6);
  }

  @Test
  void theSharesOfMapsThatDropOutAreAsAsked() {
    DropoutSpec dropout = new DropoutSpec(0.4f, 10);
    int silent = 0;
    for (int period = 0; period < 100; period++) {
      for (boolean one : Dropout.silent(dropout, 100, 3, 0, 10L * period)) {
        silent += one ? 1 : 0;
      }
    }
    assertThat(silent).isBetween(3_800, 4_200);
    assertThat(Dropout.silent(dropout, 100, 3, 0, 19))
        .isEqualTo(Dropout.silent(dropout, 100, 3, 0, 10));
    assertThat(Dropout.silent(dropout, 100, 3, 0, 20))
        .isNotEqualTo(Dropout.silent(dropout, 100, 3, 0, 10));
    assertThat(Dropout.silent(dropout, 100, 4, 0, 10))
        .isNotEqualTo(Dropout.silent(dropout, 100, 3, 0, 10));
    assertThat(Dropout.silent(dropout, 100, 3, 1, 10))
        .isNotEqualTo(Dropout.silent(dropout, 100, 3, 0, 10));
  }

  @Test
  void aLayerThatHasConvergedIsFrozenBeforeItsLastFrame() {
    NetworkSpec everyMapLearns =
        SmallNetwork.learning(
            s -> s.winners(6).inhibitionRadius(0).frames(1_000_000).convergence(0.05f));
    Learner learner = Learner.fresh(everyMapLearns, 2);
    Shape input = learner.network().convolution(0).input();
    Random random = new Random(2);
    // The same few volleys again and again drive weights to 0 and 1.
    Volley[] few = {volley(input, random), volley(input, random)};
    int frames = 0;
    while (!learner.deciding() && frames < 20_000) {
      assertThat(frames % 500 > 0 || learner.network().weights().table(0).convergence() >= 0.05)
          .isTrue();
      learner.learnFeatures(few[frames++ % 2]);
    }

    assertThat(frames).isLessThan(20_000);
    assertThat(frames % 500).isZero();
    assertThat(learner.network().weights().table(0).convergence()).isLessThan(0.05);
    assertThat(learner.progress().featureFrames()).isEqualTo(frames);
  }

  @Test
  void aLayerWithoutWindowIsFullyConnected() {
    NetworkSpec connected =
        SmallNetwork.learning(s -> s.winners(1).frames(20)).toBuilder()
            .feature("S1", f -> f.kernel(0).padding(0))
            .build();
    Learner learner = Learner.fresh(connected, 1);
    Shape input = learner.network().convolution(0).input();
    Random random = new Random(1);

    assertThat(learner.network().convolution(0).fan()).isEqualTo(input.size());
    assertThat(learner.network().convolution(0).output()).isEqualTo(new Shape(6, 1, 1));
    for (int frame = 0; frame < 20; frame++) {
      Volley volley = volley(input, random);
      float[][] before = learner.network().weights().rows(0);
      learner.learnFeatures(volley);
      float[][] after = learner.network().weights().rows(0);
      long changed =
          java.util.stream.IntStream.range(0, 6)
              .filter(map -> !Arrays.equals(before[map], after[map]))
              .count();
      assertThat(changed).isEqualTo(1);
    }
    assertThat(learner.deciding()).isTrue();
  }
}
