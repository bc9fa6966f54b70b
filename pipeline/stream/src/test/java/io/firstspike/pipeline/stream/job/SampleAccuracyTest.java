package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Holds how well the engine learns: the digits that ship with the program, learned once by the
 * small network, to the last decision. Whoever changes a number here has changed what networks
 * learn.
 */
class SampleAccuracyTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("firstspike-2026-quick");
  private static final int SEED = 5;

  @Test
  void theFastestLoopsDecideTheseRight() {
    // Else the other test would be run twice.
    assertThat(InnerLoops.fastest().bits().getClass().getSimpleName()).isEqualTo("VectorBitLoops");
    assertThat(learned(InnerLoops::fastest)).isEqualTo(new Right(1745, 470));
  }

  @Test
  void thePlainLoopsDecideTheSameRight() {
    assertThat(learned(InnerLoops::plain)).isEqualTo(new Right(1745, 470));
  }

  /** Right decisions: of 2,000 digits before their labels were learned, and of 500 new ones. */
  private record Right(int learning, int tested) {}

  private static Right learned(Supplier<InnerLoops> loops) {
    Dataset train = MnistSample.train();
    Dataset test = MnistSample.test();
    Network network = Network.fresh(SPEC, SEED);
    Learner learner = new Learner(network, Progress.start(SPEC, SEED), loops.get());
    Classifier seeing = new Classifier(network, loops.get());
    for (int i = 0; !learner.deciding(); i++) {
      learner.learnFeatures(
          seeing.features(seeing.encode(train.image(i % train.size())), learner.stage()));
    }
    Classifier frozen = new Classifier(network, loops.get());
    int learning = 0;
    for (int i = 0; i < train.size(); i++) {
      int label = label(train, i);
      learning += learner.learnDecision(frozen.evidence(train.image(i)), label) == label ? 1 : 0;
    }
    Classifier serving = new Classifier(learner.serving(), loops.get());
    int tested = 0;
    for (int i = 0; i < test.size(); i++) {
      tested += serving.label(test.image(i)) == label(test, i) ? 1 : 0;
    }
    return new Right(learning, tested);
  }

  private static int label(Dataset digits, int index) {
    return SPEC.decision().labels().indexOf(digits.label(index));
  }
}
