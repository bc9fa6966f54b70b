package io.firstspike.pipeline.stream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.testkit.ListeningSockets;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing outside this machine can reach what the program opens. */
@Tag("slow")
class LoopbackTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void brokerFlinkAndJobListenOnLoopbackAlone() throws Exception {
    assumeThat(ListeningSockets.known()).isTrue();
    List<InetSocketAddress> before = ListeningSockets.all();
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
        EmbeddedFlink flink = EmbeddedFlink.start(2, new Configuration())) {
      Topics.ensure(broker.clientProperties(), TopicNames.DEFAULT, 2);
      JobClient job =
          flink.submit(
              LearningSettings.builder(NetworkSpec.load("mozafari-2019"), broker.clientProperties())
                      .parallelism(2)
                      .build()
                  ::addTo);
      await().atMost(PATIENCE).until(() -> job.getJobStatus().get() == JobStatus.RUNNING);

      List<InetSocketAddress> opened = ListeningSockets.all();
      opened.removeAll(before);
      assertThat(opened)
          // Clients and controller of the broker, and Flink's REST endpoint, at the least.
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(socket -> assertThat(socket.getAddress().isLoopbackAddress()).isTrue())
          .extracting(socket -> "127.0.0.1:" + socket.getPort())
          .contains(broker.bootstrapServers());
    }
  }

  /** That the test above can fail: told otherwise, Flink listens elsewhere, and it shows. */
  @Test
  void whoeverAsksForItIsReachable() throws Exception {
    assumeThat(ListeningSockets.known()).isTrue();
    List<InetSocketAddress> before = ListeningSockets.all();
    Configuration everywhere = new Configuration();
    everywhere.set(RestOptions.BIND_ADDRESS, "0.0.0.0");
    try (EmbeddedFlink flink = EmbeddedFlink.start(1, everywhere)) {
      assertThat(flink).isNotNull();
      List<InetSocketAddress> opened = ListeningSockets.all();
      opened.removeAll(before);
      assertThat(opened)
          .filteredOn(socket -> socket.getAddress().isAnyLocalAddress())
          .singleElement()
          .satisfies(socket -> assertThat(socket.getPort()).isPositive());
    }
  }
}
