package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.testkit.RetiredLabels;
import io.firstspike.testkit.Shim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On the device, too, no rule changes the weights of a retired label. */
class RetiredLabelTest {

  @BeforeEach
  void install() {
    Shim.install();
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  @ParameterizedTest
  @EnumSource(RetiredLabels.class)
  void aRetiredLabelStaysRetired(RetiredLabels rule) {
    Learner here = rule.trained(Backends.cpu());
    Learner there = rule.trained(new CudaBackend().with("memory=256m"));
    assertThat(there.retired(3)).isTrue();
    assertThat(Model.fingerprint(there.network().weights()))
        .isEqualTo(Model.fingerprint(here.network().weights()));
  }
}
