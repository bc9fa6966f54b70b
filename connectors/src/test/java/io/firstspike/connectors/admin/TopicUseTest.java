package io.firstspike.connectors.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicUseTest {

  private static final TopicUse WRITTEN = TopicUse.written("t", 16_384);
  private static final TopicUse MODELS = WRITTEN.keepingLatest();

  private static TopicSettings with(String setting, String value) {
    return new TopicSettings("t", Optional.of(Map.of(setting, value)), 1, Optional.empty());
  }

  @Test
  void kafkasDefaultsSuitWhatIsWritten() {
    TopicSettings defaults =
        new TopicSettings(
            "t",
            Optional.of(
                Map.of(
                    "cleanup.policy", "delete",
                    "max.message.bytes", "1048588",
                    "segment.bytes", "1073741824",
                    "min.insync.replicas", "1",
                    "retention.ms", "604800000",
                    "message.timestamp.type", "CreateTime",
                    "message.timestamp.before.max.ms", "9223372036854775807",
                    "message.timestamp.after.max.ms", "3600000")),
            1,
            Optional.of(Set.of(AclOperation.DESCRIBE, AclOperation.WRITE)));

    assertThat(WRITTEN.problems(defaults)).isEmpty();
    assertThat(defaults.recordBytes()).isBetween(1_000_000, 1_048_588);
    assertThat(MODELS.problems(defaults)).singleElement().asString().contains("cleanup.policy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max.message.bytes | 1000 | set max.message.bytes to at least 16913",
        "segment.bytes | 10000 | set segment.bytes to at least 16913",
        "cleanup.policy | compact | set it to delete",
        "cleanup.policy | compact,delete | set it to delete",
        "min.insync.replicas | 2 | only 1 replicas",
        "message.timestamp.before.max.ms | 1000 | at least 120000",
        "message.timestamp.after.max.ms | 1000 | at least 10000",
        "message.timestamp.difference.max.ms | 1000 | at least 120000"
      })
  void whatCannotBeWrittenIsToldWithTopicSettingValueAndRemedy(
      String setting, String value, String remedy) {
    assertThat(WRITTEN.problems(with(setting, value)))
        .singleElement()
        .asString()
        .contains("topic t has " + setting + "=" + value, remedy);
  }

  @Test
  void theLimitThatIsAskedForIsEnoughAndOneLessIsNot() {
    for (long bytes : new long[] {100, 16_384, 1_000_000, 5_000_000}) {
      TopicUse use = TopicUse.written("t", bytes);
      long asked = TopicSettings.batchBytes(bytes);
      assertThat(use.problems(with("max.message.bytes", Long.toString(asked)))).isEmpty();
      assertThat(use.problems(with("max.message.bytes", Long.toString(asked - 2)))).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"compact", "delete"})
  void modelsMayNotBeLostByAgeOrSize(String policy) {
    TopicSettings settings =
        new TopicSettings(
            "t",
            Optional.of(
                Map.of("cleanup.policy", policy, "retention.ms", "-1", "retention.bytes", "-1")),
            1,
            Optional.empty());
    assertThat(MODELS.problems(settings)).isEmpty();
    TopicSettings byAge =
        new TopicSettings(
            "t",
            Optional.of(Map.of("cleanup.policy", policy, "retention.ms", "1")),
            1,
            Optional.empty());
    assertThat(MODELS.problems(byAge)).hasSize(policy.equals("delete") ? 1 : 0);
  }

  @Test
  void aBrokerThatStampsItselfRefusesNoTime() {
    TopicSettings settings =
        new TopicSettings(
            "t",
            Optional.of(
                Map.of(
                    "message.timestamp.type", "LogAppendTime",
                    "message.timestamp.before.max.ms", "1")),
            1,
            Optional.empty());
    assertThat(WRITTEN.problems(settings)).isEmpty();
  }

  @Test
  void whatIsNotToldIsTakenForKafkasDefaults() {
    TopicSettings untold = new TopicSettings("t", Optional.empty(), 1, Optional.empty());
    assertThat(TopicUse.written("t", 30_000_000).problems(untold)).isEmpty();
    assertThat(untold.recordBytes()).isBetween(1_000_000, 1_048_588);
  }

  @Test
  void permissionsCountWhereTheBrokerTellsThem() {
    TopicSettings readable =
        new TopicSettings(
            "t",
            Optional.empty(),
            1,
            Optional.of(Set.of(AclOperation.DESCRIBE, AclOperation.READ)));
    assertThat(TopicUse.read("t").problems(readable)).isEmpty();
    assertThat(WRITTEN.problems(readable))
        .containsExactly("this client may not write to topic t: allow it the operation WRITE");
  }
}
