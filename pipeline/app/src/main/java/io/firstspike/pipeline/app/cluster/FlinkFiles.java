package io.firstspike.pipeline.app.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/** Writes Flink's configuration of a cluster, a file that its processes and clients read. */
final class FlinkFiles {

  static final String LOOPBACK = "127.0.0.1";

  private static final int FRAMEWORK_HEAP = 128;

  private FlinkFiles() {}

  static void write(ClusterFolder folder, ClusterPlan plan) {
    try {
      new ObjectMapper(new YAMLFactory())
          .writeValue(folder.flink().resolve("config.yaml").toFile(), settings(folder, plan));
    } catch (IOException e) {
      throw new ClusterException("Flink's configuration cannot be written: " + e, e);
    }
  }

  static Configuration read(ClusterFolder folder) {
    return GlobalConfiguration.loadConfiguration(folder.flink().toString());
  }

  private static Map<String, String> settings(ClusterFolder folder, ClusterPlan plan) {
    Map<String, String> all = new TreeMap<>();
    addresses(all, plan);
    memory(all, plan);
    // A process that is killed is noticed within seconds.
    all.put("heartbeat.interval", "1 s");
    all.put("heartbeat.timeout", "5 s");
    // The job is restarted without end: the user of a cluster watches it.
    all.put("restart-strategy.type", "fixed-delay");
    all.put("restart-strategy.fixed-delay.attempts", Integer.toString(Integer.MAX_VALUE));
    all.put("restart-strategy.fixed-delay.delay", "1 s");
    all.put("execution.checkpointing.dir", folder.checkpoints().toUri().toString());
    all.put("execution.checkpointing.savepoint-dir", folder.checkpoints().toUri().toString());
    all.put("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    all.put("io.tmp.dirs", folder.temporary().toString());
    all.putAll(plan.flink());
    return all;
  }

  private static void addresses(Map<String, String> all, ClusterPlan plan) {
    all.put("jobmanager.rpc.address", LOOPBACK);
    all.put("jobmanager.rpc.port", Integer.toString(plan.rpcPort()));
    all.put("jobmanager.bind-host", LOOPBACK);
    all.put("rest.address", LOOPBACK);
    all.put("rest.bind-address", LOOPBACK);
    all.put("rest.port", Integer.toString(plan.restPort()));
    all.put("rest.bind-port", Integer.toString(plan.restPort()));
    all.put("blob.server.port", "0");
    all.put("taskmanager.host", LOOPBACK);
    all.put("taskmanager.bind-host", LOOPBACK);
  }

  /** Sets the sizes of memory, which Flink's start scripts would compute. */
  private static void memory(Map<String, String> all, ClusterPlan plan) {
    all.put("taskmanager.numberOfTaskSlots", Integer.toString(plan.slots()));
    // Spreads a job over all task managers, in place of filling one after the other.
    all.put("taskmanager.load-balance.mode", "SLOTS");
    all.put("taskmanager.cpu.cores", Integer.toString(plan.slots()));
    all.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP + "m");
    all.put("taskmanager.memory.task.heap.size", plan.heapMegabytes() - FRAMEWORK_HEAP + "m");
    all.put("taskmanager.memory.framework.off-heap.size", "128m");
    all.put("taskmanager.memory.task.off-heap.size", "64m");
    all.put("taskmanager.memory.managed.size", 64 * plan.slots() + "m");
    all.put("taskmanager.memory.network.min", "64m");
    all.put("taskmanager.memory.network.max", "64m");
    all.put("taskmanager.memory.jvm-metaspace.size", "256m");
    all.put("taskmanager.memory.jvm-overhead.min", "192m");
    all.put("taskmanager.memory.jvm-overhead.max", "192m");
  }
}
