package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.Model;
import io.firstspike.engine.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may stand before a network beside filters and rank order, with real digits. */
class DigitEncodingsTest {

  private static final Dataset DIGITS = MnistSample.train();

  /** Four filters, rates, one small layer, the delta rule. */
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
        // 73.2 %: ten labels, so chance would be some 10 %.
        assertThat(trainer.evaluate(learner.serving(), unseen).accuracy()).isGreaterThan(0.65);
      }
      weights.add(Model.fingerprint(learner.network().weights()));
    }
    assertThat(weights.get(1)).isEqualTo(weights.get(0));
  }
}
