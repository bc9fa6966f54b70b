package io.firstspike.pipeline.app.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The plan of a cluster of processes.
 *
 * @param brokerPort the port of Kafka's broker, 1 to 65,535, or 0 for a free port
 * @param partitions the number of partitions of each topic that the broker creates, 1 to 1,024
 * @param rpcPort the port of the job manager for Flink's processes; range as for {@code brokerPort}
 * @param restPort the port of the job manager for clients; range as for {@code brokerPort}
 * @param taskManagers the number of task managers, 1 to 64
 * @param slots the number of task slots of each, 1 to 64
 * @param heapMegabytes the heap of each, in megabytes, 256 to 65,536
 * @param flink settings of Flink, by name; they override those of the cluster
 */
public record ClusterPlan(
    int brokerPort,
    int partitions,
    int rpcPort,
    int restPort,
    int taskManagers,
    int slots,
    int heapMegabytes,
    Map<String, String> flink) {

  private static final String FLINK = "flink.";
  private static final int MOST_PORTS = 65_535;

  /**
   * Checks all values together.
   *
   * @throws ClusterException if there are mistakes; the message names all of them
   */
  public ClusterPlan {
    flink = Map.copyOf(flink);
    List<String> problems = new ArrayList<>();
    range(problems, "the broker's port", brokerPort, 0, MOST_PORTS);
    range(problems, "the number of partitions", partitions, 1, 1024);
    range(problems, "the job manager's port", rpcPort, 0, MOST_PORTS);
    range(problems, "the REST port", restPort, 0, MOST_PORTS);
    range(problems, "the number of task managers", taskManagers, 1, 64);
    range(problems, "the slots of a task manager", slots, 1, 64);
    range(problems, "the heap of a task manager in MB", heapMegabytes, 256, 65_536);
    List<Integer> fixed =
        List.of(brokerPort, rpcPort, restPort).stream().filter(port -> port != 0).toList();
    if (Set.copyOf(fixed).size() != fixed.size()) {
      problems.add("broker, job manager and REST need a port each, not " + fixed);
    }
    if (!problems.isEmpty()) {
      throw new ClusterException("the cluster's plan: " + String.join("; ", problems));
    }
  }

  private static void range(List<String> problems, String name, int value, int from, int to) {
    if (value < from || value > to) {
      problems.add(name + " must be " + from + " to " + to + ", not " + value);
    }
  }

  int allSlots() {
    return taskManagers * slots;
  }

  /**
   * A copy with free ports in place of 0.
   *
   * @throws ClusterException if a port is taken
   */
  ClusterPlan withPorts() {
    List<ServerSocket> open = new ArrayList<>();
    try {
      int broker = probe(brokerPort, "--broker-port", open);
      int rpc = probe(rpcPort, "--rpc-port", open);
      int rest = probe(restPort, "--rest-port", open);
      return new ClusterPlan(
          broker, partitions, rpc, rest, taskManagers, slots, heapMegabytes, flink);
    } finally {
      for (ServerSocket socket : open) {
        try {
          socket.close();
        } catch (IOException e) {
          // The socket was opened only for its port number.
        }
      }
    }
  }

  private static int probe(int port, String option, List<ServerSocket> open) {
    try {
      ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(FlinkFiles.LOOPBACK));
      open.add(socket);
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ClusterException(
          "port "
              + port
              + " on "
              + FlinkFiles.LOOPBACK
              + " is taken ("
              + e.getMessage()
              + "): stop what uses it, or choose another with "
              + option,
          e);
    }
  }

  Properties toProperties() {
    Properties all = new Properties();
    numbers().forEach((name, value) -> all.setProperty(name, Integer.toString(value)));
    flink.forEach((name, value) -> all.setProperty(FLINK + name, value));
    return all;
  }

  private Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new TreeMap<>();
    numbers.put("brokerPort", brokerPort);
    numbers.put("partitions", partitions);
    numbers.put("rpcPort", rpcPort);
    numbers.put("restPort", restPort);
    numbers.put("taskManagers", taskManagers);
    numbers.put("slots", slots);
    numbers.put("heapMegabytes", heapMegabytes);
    return numbers;
  }

  /**
   * Reads a plan that {@link #toProperties} has written.
   *
   * @throws NumberFormatException if a value is missing or not a number
   */
  static ClusterPlan of(Properties all) {
    Set<String> names = new HashSet<>(all.stringPropertyNames());
    Map<String, String> flink =
        names.stream()
            .filter(name -> name.startsWith(FLINK))
            .collect(Collectors.toMap(name -> name.substring(FLINK.length()), all::getProperty));
    return new ClusterPlan(
        Integer.parseInt(all.getProperty("brokerPort")),
        Integer.parseInt(all.getProperty("partitions")),
        Integer.parseInt(all.getProperty("rpcPort")),
        Integer.parseInt(all.getProperty("restPort")),
        Integer.parseInt(all.getProperty("taskManagers")),
        Integer.parseInt(all.getProperty("slots")),
        Integer.parseInt(all.getProperty("heapMegabytes")),
        flink);
  }
}
