package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.exchange.WhiteningFile;
import io.firstspike.engine.filter.ZcaWhitening;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other encodings than filters and rank order, with real digits. */
class DigitEncodingsTest {

  private static final Dataset DIGITS = MnistSample.train();

  /** A spec with four filters, Poisson rates, one small layer and the delta rule. */
  private static final String POISSON =
      """
      name: poisson
      input: {height: 28, width: 28}
      encoding:
        filters:
          - log: {window: 7, sigma: 0.471, offCentre: false}
          - log: {window: 7, sigma: 0.471, offCentre: true}
          - log: {window: 7, sigma: 1.099, offCentre: false}
          - log: {window: 7, sigma: 1.099, offCentre: true}
        padding: 3
        threshold: 2.55
        poisson: {maxRate: 0.2, seed: 1}
        steps: 15
      features:
        - name: S1
          maps: 30
          kernel: 5
          padding: 2
          threshold: 8
          readThreshold: 10
          pool: {window: 2, stride: 2}
          weights: {mean: 0.8, deviation: 0.05}
          stdp:
            rates: {potentiation: 0.004, depression: -0.003, growth: 2, growEvery: 500, maxPotentiation: 0.15}
            winners: 5
            inhibitionRadius: 3
            frames: 1000
      decision:
        name: decision
        labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        weights: {mean: 0, deviation: 0}
        rule:
          delta: {gain: 8, measureOver: 200}
      """;

  @Test
  void aNetworkLearnsDigitsThatFireByChance() {
    NetworkSpec spec = NetworkSpec.parse("poisson", POISSON);
    Dataset learned = DIGITS.slice(0, 1500);
    Dataset unseen = DIGITS.slice(1500, 2000);

    List<String> weights = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      Learner learner = Learner.fresh(spec, 1);
      try (Trainer trainer = new Trainer(threads)) {
        trainer.learnFeatures(learner, learned, TrainingListener.NONE);
        trainer.learnDecisions(learner, learned, 2, TrainingListener.NONE);
        // It is 73.2 %; chance would be 10 %.
        assertThat(trainer.evaluate(learner.serving(), unseen).accuracy()).isGreaterThan(0.65);
      }
      weights.add(Model.fingerprint(learner.network().weights()));
    }
    assertThat(weights.get(1)).isEqualTo(weights.get(0));
  }

  @Test
  void whitenedDigitsBecomeVolleys(@TempDir Path folder) {
    Encoder encoder =
        new Encoder(new InputSpec(28, 28), new EncodingSpec(List.of(), 0, 0.5f, 0, 15));
    // A hundredth of the square of white.
    ZcaWhitening whitening = ZcaWhitening.fit(500, i -> encoder.planes(DIGITS.image(i)), 650);
    WhiteningFile.write(folder.resolve("whitening.npz"), whitening);
    ZcaWhitening read = WhiteningFile.read(folder.resolve("whitening.npz"));

    for (int i = 500; i < 600; i++) {
      Image digit = DIGITS.image(i);
      Volley volley = whitened(digit, whitening, encoder);

      // Few pixels differ from what their neighbours predict.
      assertThat(volley.count()).isPositive().isLessThan(encoder.encode(digit).count());
      assertThat(whitened(digit, read, encoder)).isEqualTo(volley);
    }
  }

  private static Volley whitened(Image digit, ZcaWhitening whitening, Encoder encoder) {
    float[] planes = encoder.planes(digit);
    whitening.apply(planes, planes);
    return encoder.encodePlanes(planes);
  }
}
