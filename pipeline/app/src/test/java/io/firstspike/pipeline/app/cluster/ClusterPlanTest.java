package io.firstspike.pipeline.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPlanTest {

  @Test
  void allMistakesAreReportedTogether() {
    assertThatThrownBy(() -> new ClusterPlan(-1, 0, 70_000, 8081, 0, 65, 3, Map.of()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContainingAll(
            "the broker's port must be 0 to 65535, not -1",
            "the number of partitions must be 1 to 1024, not 0",
            "the job manager's port must be 0 to 65535, not 70000",
            "the number of task managers must be 1 to 64, not 0",
            "the slots of a task manager must be 1 to 64, not 65",
            "the heap of a task manager in MB must be 256 to 65536, not 3");
    assertThatThrownBy(() -> new ClusterPlan(9000, 1, 9000, 0, 1, 1, 512, Map.of()))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("need a port each, not [9000, 9000]");
  }

  @Test
  void portsAreFreeOnesUnlessTheyAreGiven() throws Exception {
    ClusterPlan plan = plan(0).withPorts();

    assertThat(plan.brokerPort()).isPositive();
    assertThat(plan.rpcPort()).isPositive().isNotEqualTo(plan.brokerPort());
    assertThat(plan.restPort()).isPositive().isNotEqualTo(plan.rpcPort());
    assertThat(plan.withPorts()).isEqualTo(plan);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> plan(taken.getLocalPort()).withPorts())
          .isInstanceOf(ClusterException.class)
          .hasMessageContainingAll(
              "port " + taken.getLocalPort() + " on 127.0.0.1 is taken", "--broker-port");
    }
  }

  @Test
  void aFolderKeepsThePlan(@TempDir Path root) {
    ClusterPlan plan = plan(9092);
    ClusterFolder folder = ClusterFolder.create(root);
    folder.keep(plan);

    assertThat(ClusterFolder.existing(root).keptPlan()).isEqualTo(plan);
    assertThat(ProcessCluster.running(root)).isEmpty();
  }

  @Test
  void whatTheUserSetsGoesBeforeWhatTheClusterSets(@TempDir Path root) {
    ClusterFolder folder = ClusterFolder.create(root);
    FlinkFiles.write(folder, plan(9092));

    var settings = FlinkFiles.read(folder).toMap();
    assertThat(settings)
        .containsEntry("state.backend.type", "rocksdb")
        .containsEntry("heartbeat.timeout", "50 s")
        .containsEntry("heartbeat.interval", "1 s")
        .containsEntry("taskmanager.memory.task.heap.size", "384m");
    assertThat(settings.entrySet())
        .filteredOn(setting -> setting.getKey().matches(".*(host|rpc.address|bind-address)"))
        .hasSize(5)
        .allMatch(setting -> setting.getValue().equals("127.0.0.1"));
  }

  private static ClusterPlan plan(int brokerPort) {
    return new ClusterPlan(
        brokerPort,
        1,
        0,
        0,
        2,
        2,
        512,
        Map.of("state.backend.type", "rocksdb", "heartbeat.timeout", "50 s"));
  }
}
