package io.firstspike.pipeline.app.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process of a cluster. It outlives the process that starts it, and is found again by its
 * number. If the system has since given the number to another program, the command line shows it:
 * that of the process contains the name of its own log.
 *
 * @param name unique within the cluster
 * @param handle the process
 */
record ServerProcess(String name, ProcessHandle handle) {

  /**
   * The start command of a process.
   *
   * @param name unique within the cluster
   * @param jvmOptions options of the Java virtual machine
   * @param program the main class and its arguments
   */
  record Recipe(String name, List<String> jvmOptions, List<String> program) {}

  private static final String OPENS = "=ALL-UNNAMED";

  /** Starts {@code recipe} with this process's Java and class path; returns at once. */
  static Process start(ClusterFolder folder, Recipe recipe) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(mark(folder, recipe.name()));
    for (String opened : List.of("java.util", "java.lang", "java.time")) {
      command.add("--add-opens=java.base/" + opened + OPENS);
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-Dlog4j2.configurationFile=io/firstspike/pipeline/app/cluster/log4j2.properties");
    command.add("-Djava.io.tmpdir=" + folder.temporary());
    command.addAll(recipe.jvmOptions());
    command.addAll(recipe.program());
    Path console = folder.logs().resolve(recipe.name() + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(console.toFile());
    // Not an argument: the long class path would hide all other arguments in a list of processes.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      Process process = builder.start();
      Files.writeString(number(folder, recipe.name()), Long.toString(process.pid()));
      return process;
    } catch (IOException e) {
      throw new ClusterException(recipe.name() + " cannot be started: " + e, e);
    }
  }

  /** Finds the process with this name, if it runs. */
  static Optional<ServerProcess> find(ClusterFolder folder, String name) {
    try {
      Path number = number(folder, name);
      if (!Files.exists(number)) {
        return Optional.empty();
      }
      return ProcessHandle.of(Long.parseLong(Files.readString(number).strip()))
          .filter(ProcessHandle::isAlive)
          .filter(handle -> ours(folder, name, handle))
          .map(handle -> new ServerProcess(name, handle));
    } catch (IOException | NumberFormatException e) {
      throw new ClusterException(number(folder, name) + " cannot be read: " + e, e);
    }
  }

  private static boolean ours(ClusterFolder folder, String name, ProcessHandle handle) {
    String mark = mark(folder, name);
    return handle.info().arguments().map(all -> List.of(all).contains(mark)).orElse(false);
  }

  private static String mark(ClusterFolder folder, String name) {
    return "-Dfirstspike.log=" + log(folder, name);
  }

  static Path log(ClusterFolder folder, String name) {
    return folder.logs().resolve(name + ".log");
  }

  private static Path number(ClusterFolder folder, String name) {
    return folder.processes().resolve(name + ".pid");
  }

  long pid() {
    return handle.pid();
  }

  /** Kills it, as {@code kill -9} does, and waits until it has ended. */
  void kill() {
    handle.destroyForcibly();
    awaitEnd(Duration.ofSeconds(30));
  }

  /** Asks it to end, and kills it if it has not ended after {@code patience}. */
  void end(Duration patience) {
    handle.destroy();
    if (!awaitEnd(patience)) {
      kill();
    }
  }

  private boolean awaitEnd(Duration patience) {
    try {
      handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new ClusterException("cannot wait for the end of " + name, e);
    }
  }
}
