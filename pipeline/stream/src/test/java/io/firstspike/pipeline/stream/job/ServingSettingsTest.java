package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firstspike.pipeline.stream.settings.SettingsException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class ServingSettingsTest {

  private static Properties kafka() {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", "localhost:9092");
    kafka.setProperty("ssl.key.password", "open sesame");
    return kafka;
  }

  @Test
  void theDefaultsAreValidAndSecretsStayOutOfTheText() {
    ServingSettings settings = ServingSettings.builder(kafka()).build();

    assertThat(settings.run().groupId()).isEqualTo("firstspike-serve");
    assertThat(settings.run().kafkaProperties()).isEqualTo(kafka());
    assertThat(settings.toString()).contains("frames").doesNotContain("sesame");
  }

  @Test
  void allMistakesAreReportedTogether() {
    ServingSettings.Builder builder =
        ServingSettings.builder(new Properties())
            .groupId(" ")
            .model(Optional.of(new byte[] {1, 2, 3}))
            .modelWait(Duration.ZERO)
            .checkpointInterval(Duration.ofDays(2))
            .waitingBytes(0)
            .maxModels(0)
            .parallelism(129);

    SettingsException mistakes = catchThrowableOfType(SettingsException.class, builder::build);

    assertThat(mistakes.problems()).hasSize(8);
    assertThat(mistakes)
        .hasMessageContainingAll(
            "bootstrap.servers",
            "groupId",
            "FSPKMODL",
            "modelWait",
            "checkpointInterval",
            "waitingBytes must be 1048576 to",
            "maxModels",
            "parallelism must be 1 to 128, not 129");
  }

  @Test
  void everyOperatorOfTheJobHasAUidAndNothingIsSerialisedByKryo() {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(new Configuration());
    ServingJob.build(env, ServingSettings.builder(kafka()).parallelism(4).build());
    StreamGraph graph = env.getStreamGraph();

    assertThat(graph.getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .contains("read-frames", "read-models", "serve-frames");
    assertThat(graph.getStreamNodes())
        .noneMatch(node -> node.getTypeSerializerOut() instanceof KryoSerializer);
    assertThat(graph.getStreamNodes())
        .filteredOn(node -> node.getTransformationUID().equals("read-models"))
        .as("one reader, one order")
        .allMatch(node -> node.getParallelism() == 1);
  }
}
