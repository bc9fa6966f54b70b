package io.firstspike.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Temporal back-propagation gives the same bits with the plain loops and with those on vectors. */
class HiddenNeuronsTest {

  @Test
  void weightsAreThoseOfThePlainLoops() {
    NetworkSpec spec = NetworkSpec.load("kheradpisheh-2020");
    Learner plain = learner(spec, InnerLoops.plain());
    Learner vector = learner(spec, new VectorInnerLoops().loops());
    Random random = new Random(4);
    for (int i = 0; i < 60; i++) {
      byte[] latencies = new byte[plain.network().evidence().size()];
      for (int cell = 0; cell < latencies.length; cell++) {
        latencies[cell] = (byte) (random.nextInt(4) == 0 ? random.nextInt(30) : 30);
      }
      Volley evidence = Volley.ofLatencies(plain.network().evidence(), 30, latencies);
      assertThat(vector.learnDecision(evidence, i % 10))
          .isEqualTo(plain.learnDecision(evidence, i % 10));
    }
    assertThat(Model.fingerprint(vector.network().weights()))
        .isEqualTo(Model.fingerprint(plain.network().weights()))
        .isNotEqualTo(Model.fingerprint(Network.fresh(spec, 2).weights()));
  }

  private static Learner learner(NetworkSpec spec, InnerLoops loops) {
    return new Learner(Network.fresh(spec, 2), Progress.start(spec, 2), loops);
  }
}
