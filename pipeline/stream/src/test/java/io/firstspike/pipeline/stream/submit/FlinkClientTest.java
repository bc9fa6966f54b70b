package io.firstspike.pipeline.stream.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration of a cluster's client tells of the state that a job begins with. */
class FlinkClientTest {

  private static final String JOB = "00000000000000000000000000000001";

  @TempDir private Path checkpoints;

  @Test
  void aNewJobBeginsWithoutState() throws Exception {
    assertThat(FlinkClient.restores(new Configuration())).isFalse();
    assertThat(FlinkClient.restores(available())).isFalse();
  }

  @Test
  void aSavepointIsState() throws Exception {
    Configuration started = new Configuration();
    started.setString("execution.state-recovery.path", "file:///savepoint");
    assertThat(FlinkClient.restores(started)).isTrue();

    Configuration byTheOperator = new Configuration();
    byTheOperator.setString("execution.savepoint.path", "KUBERNETES_OPERATOR_LAST_STATE");
    assertThat(FlinkClient.restores(byTheOperator)).isTrue();
  }

  /** A job manager that has taken the place of another runs the program again. */
  @Test
  void aJobThatIsFoundThroughHighAvailabilityHasItsLastCheckpoint() throws Exception {
    Files.createDirectories(checkpoints.resolve(JOB).resolve("shared"));
    assertThat(FlinkClient.restores(available())).isFalse();

    Files.createDirectories(checkpoints.resolve(JOB).resolve("chk-7"));
    assertThat(FlinkClient.restores(available())).isTrue();
    Configuration alone = available();
    alone.setString("high-availability.type", "NONE");
    assertThat(FlinkClient.restores(alone)).isFalse();
  }

  private Configuration available() {
    return Configuration.fromMap(
        Map.of(
            "high-availability.type",
            "kubernetes",
            "$internal.pipeline.job-id",
            JOB,
            "execution.checkpointing.dir",
            checkpoints.toUri().toString()));
  }
}
