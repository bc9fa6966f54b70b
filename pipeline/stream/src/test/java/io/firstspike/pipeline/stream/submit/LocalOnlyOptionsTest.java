package io.firstspike.pipeline.stream.submit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.pipeline.stream.options.InputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LocalOnlyOptionsTest {

  @ParameterizedTest
  @CsvSource({
    "--model-out,models topic",
    "--checkpoint-dir,execution.checkpointing.dir",
    "--monitor-port,metrics.reporter.prom.port",
    "--monitor-address,metrics.reporter.prom.port"
  })
  void optionsOfTheEmbeddedFlinkAreRefusedWithTheirReplacement(String option, String replacement) {
    assertThatThrownBy(
            () -> CommandLine.populateCommand(new LocalOnlyOptions(), option, "1").refuse())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(option.startsWith("--monitor") ? "--monitor-port" : option)
        .hasMessageContaining(replacement);
    assertThatCode(() -> new LocalOnlyOptions().refuse()).doesNotThrowAnyException();
  }
}
