package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.learner.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopologyTest {

  private static StreamExecutionEnvironment job(Order order, Configuration surroundings) {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", "localhost:9092");
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(surroundings);
    LearningJob.build(
        env,
        LearningSettings.builder(NetworkSpec.load("mozafari-2019"), kafka)
            .order(order)
            .parallelism(4)
            .build());
    return env;
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void everyOperatorHasAUid(Order order) {
    StreamGraph graph = job(order, new Configuration()).getStreamGraph();

    assertThat(graph.getStreamNodes())
        .isNotEmpty()
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .contains(
            "read-frames",
            "read-labels",
            "decode-frames",
            "encode-frames",
            "decode-labels",
            "learner");
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void nothingIsSerialisedByKryo(Order order) {
    StreamExecutionEnvironment env = job(order, new Configuration());
    List<TypeSerializer<?>> serializers = new ArrayList<>();
    for (StreamNode node : env.getStreamGraph().getStreamNodes()) {
      serializers.add(node.getTypeSerializerOut());
      for (TypeSerializer<?> in : node.getTypeSerializersIn()) {
        serializers.add(in);
      }
    }

    assertThat(serializers).hasSizeGreaterThan(6).noneMatch(KryoSerializer.class::isInstance);
    TypeInformation<Pattern> generic = TypeInformation.of(Pattern.class);
    assertThatThrownBy(() -> generic.createSerializer(env.getConfig().getSerializerConfig()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Generic types have been disabled");
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void replayReadsEachTopicInOnePlaceSoThatEventTimeNeverStands(Order order) {
    StreamGraph graph = job(order, new Configuration()).getStreamGraph();

    assertThat(graph.getStreamNodes())
        .filteredOn(node -> node.getTransformationUID().startsWith("read-"))
        .hasSize(2)
        .allMatch(node -> node.getParallelism() == (order == Order.REPLAY ? 1 : 4));
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void aRestartStrategyThatIsConfiguredIsKept(Order order) {
    Configuration surroundings = new Configuration();
    surroundings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");

    assertThat(
            job(order, surroundings)
                .getConfiguration()
                .get(RestartStrategyOptions.RESTART_STRATEGY))
        .isEqualTo("none");
    assertThat(
            job(order, new Configuration())
                .getConfiguration()
                .get(RestartStrategyOptions.RESTART_STRATEGY))
        .isEqualTo("failure-rate");
  }
}
