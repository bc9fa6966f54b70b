package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.testkit.RetiredLabels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By tensors, too, no rule changes the weights of a retired label. */
class RetiredLabelTest {

  @ParameterizedTest
  @EnumSource(RetiredLabels.class)
  void aRetiredLabelStaysRetired(RetiredLabels rule) {
    Learner here = rule.trained(Backends.cpu());
    Learner there = rule.trained(new Nd4jBackend());
    assertThat(there.retired(3)).isTrue();
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
  }
}
