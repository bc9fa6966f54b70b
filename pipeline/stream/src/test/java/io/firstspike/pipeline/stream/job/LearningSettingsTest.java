package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LearningSettingsTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("mozafari-2019");

  private static Properties kafka() {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", "localhost:9092");
    return kafka;
  }

  private static byte[] model(NetworkSpec spec) {
    Learner learner = Learner.fresh(spec, 1);
    return ModelFile.toBytes(
        new Model(
            spec,
            new Provenance("test", 1, "none", 0, 0),
            learner.progress(),
            learner.network().weights().toArrays()));
  }

  @Test
  void theDefaultsAreValid() {
    LearningSettings settings = LearningSettings.builder(SPEC, kafka()).build();

    assertThat(settings.learner().traceTimeToLive()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.run().kafkaProperties()).isEqualTo(kafka());
  }

  @Test
  void allMistakesAreReportedTogether() {
    LearningSettings.Builder builder =
        LearningSettings.builder(SPEC, new Properties())
            .groupId(" ")
            .model(Optional.of(new byte[] {1, 2, 3}))
            .traceTimeToLive(Duration.ZERO)
            .checkpointInterval(Duration.ofDays(2))
            .metricsEveryFrames(0)
            .publishEveryLabels(-1)
            .maxAhead(Duration.ZERO)
            .parallelism(129);

    SettingsException mistakes = catchThrowableOfType(SettingsException.class, builder::build);

    assertThat(mistakes.problems()).hasSize(9);
    assertThat(mistakes)
        .hasMessageContainingAll(
            "bootstrap.servers",
            "groupId",
            "FSPKMODL",
            "traceTimeToLive",
            "checkpointInterval",
            "metricsEveryFrames",
            "publishEveryLabels",
            "maxAhead must be PT1S to PT876000H, not PT0S",
            "parallelism must be 1 to 128, not 129");
  }

  @Test
  void aModelMayHaveAnotherScheduleButNotAnotherNetwork() {
    byte[] rescheduled = model(SPEC.withSchedule(Map.of("S1", 5L)));
    assertThat(
            LearningSettings.builder(SPEC, kafka()).model(Optional.of(rescheduled)).build().model())
        .isPresent();

    NetworkSpec wider = SPEC.toBuilder().name("wider").input(i -> i.width(29)).build();
    LearningSettings.Builder other =
        LearningSettings.builder(SPEC, kafka()).model(Optional.of(model(wider)));
    assertThatThrownBy(other::build)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the model is of network wider");
  }

  @Test
  void namesThatDoNotFitIntoRecordsAreMistakes() {
    NetworkSpec spec = SPEC.toBuilder().name("x".repeat(257)).build();

    assertThatThrownBy(LearningSettings.builder(spec, kafka())::build)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("name of the network must")
        .hasMessageContaining("1 to 256 characters, not 257");
  }

  @Test
  void clientSettingsThatTheJobWorksWithAreNumbers() {
    Properties kafka = kafka();
    kafka.setProperty("batch.size", "64k");

    assertThatThrownBy(LearningSettings.builder(SPEC, kafka)::build)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("batch.size must be a number");
  }

  @Test
  void secretsStayOutOfTheText() {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", "localhost:9092");
    kafka.setProperty("ssl.key.password", "open sesame");

    assertThat(LearningSettings.builder(SPEC, kafka).build().toString())
        .contains("mozafari-2019")
        .doesNotContain("sesame");
  }
}
