package io.firstspike.pipeline.app.cluster;

import io.firstspike.pipeline.app.cluster.ServerProcess.Recipe;
import java.util.ArrayList;
import java.util.List;

/** The start commands of a cluster's processes: the broker, the job manager, the task managers. */
final class Recipes {

  static final String BROKER = "broker";
  static final String JOB_MANAGER = "jobmanager";
  static final String TASK_MANAGER = "taskmanager-";

  private static final List<String> SMALL = List.of("-Xmx384m", "-XX:+UseSerialGC");

  private Recipes() {}

  /**
   * The start commands of all processes, in the order of starting.
   *
   * @param attached whether the processes end with the process that starts them
   */
  static List<Recipe> of(ClusterFolder folder, ClusterPlan plan, boolean attached) {
    List<Recipe> all = new ArrayList<>(List.of(broker(folder, plan), jobManager(folder)));
    for (int i = 1; i <= plan.taskManagers(); i++) {
      all.add(taskManager(folder, plan, TASK_MANAGER + i));
    }
    return attached ? all.stream().map(Recipes::attached).toList() : all;
  }

  private static Recipe broker(ClusterFolder folder, ClusterPlan plan) {
    return new Recipe(
        BROKER,
        SMALL,
        List.of(
            "io.firstspike.pipeline.app.cli.FirstSpike",
            "broker",
            "--port",
            Integer.toString(plan.brokerPort()),
            "--partitions",
            Integer.toString(plan.partitions()),
            "--data-dir",
            folder.records().toString()));
  }

  private static Recipe jobManager(ClusterFolder folder) {
    return new Recipe(
        JOB_MANAGER,
        SMALL,
        List.of(
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "--configDir",
            folder.flink().toString()));
  }

  private static Recipe taskManager(ClusterFolder folder, ClusterPlan plan, String name) {
    return new Recipe(
        name,
        List.of("-Xmx" + plan.heapMegabytes() + "m", "-XX:+UseParallelGC"),
        List.of(
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "--configDir",
            folder.flink().toString(),
            "-D",
            "taskmanager.resource-id=" + name));
  }

  private static Recipe attached(Recipe recipe) {
    List<String> program = new ArrayList<>(recipe.program());
    program.add(0, ParentWatch.class.getName());
    return new Recipe(recipe.name(), recipe.jvmOptions(), program);
  }
}
