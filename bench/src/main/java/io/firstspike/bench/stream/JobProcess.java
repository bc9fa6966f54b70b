package io.firstspike.bench.stream;

import io.firstspike.pipeline.app.cli.FirstSpike;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A job in a process of its own, with this process's Java, options and class path. What it uses is
 * read from Linux's {@code /proc}.
 */
final class JobProcess implements RunningJob {

  /** A unit of {@code /proc}'s CPU times, which is the same on all of Linux's platforms. */
  private static final double MICROS_PER_TICK = 10_000;

  /** Beginning of the properties by which the launcher describes the terminal to its process. */
  private static final String OF_THE_LAUNCHER = "-Dfirstspike.";

  private static final String COMPILERS = "C[12] CompilerThre.*";
  private static final int PATIENCE_SECONDS = 60;

  /**
   * CPU time of a process since its start, or between two moments.
   *
   * @param micros CPU time of all its threads, garbage collector and compiler included
   * @param compilerMicros that of the compiler alone
   */
  record Used(double micros, double compilerMicros) {

    /** The CPU time since {@code before}. */
    Used since(Used before) {
      return new Used(micros - before.micros, compilerMicros - before.compilerMicros);
    }
  }

  private final Process process;
  private final Path files;

  private JobProcess(Process process) {
    this.process = process;
    this.files = Path.of("/proc", Long.toString(process.pid()));
  }

  /** Whether this machine tells what a process uses. */
  static boolean measurable() {
    return Files.exists(Path.of("/proc/self/task"));
  }

  /**
   * Starts the command {@code run}.
   *
   * @param arguments of the command
   */
  static JobProcess run(List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.add("run");
    all.addAll(arguments);
    return start(FirstSpike.class, all);
  }

  /** Starts a program. */
  static JobProcess start(Class<?> main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith(OF_THE_LAUNCHER))
        .forEach(command::add);
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new JobProcess(builder.start());
  }

  /** The CPU time since its start. */
  Used used() {
    double compiler = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(files.resolve("task"))) {
      for (Path thread : threads) {
        compiler += compilerMicros(thread);
      }
      return new Used(micros(files), compiler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double compilerMicros(Path thread) throws IOException {
    try {
      return Files.readString(thread.resolve("comm")).strip().matches(COMPILERS)
          ? micros(thread)
          : 0;
    } catch (NoSuchFileException e) {
      // The thread has ended.
      return 0;
    }
  }

  /** User and system time: the 12th and 13th field behind the name, which may hold anything. */
  private static double micros(Path folder) throws IOException {
    String line = Files.readString(folder.resolve("stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
  }

  /** Memory that it has now, in megabytes of 2^20 bytes. */
  double residentMegabytes() throws IOException {
    return Files.readAllLines(files.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("process " + process.pid() + " has ended"));
  }

  @Override
  public String status() {
    return process.isAlive() ? "runs" : "has ended with exit code " + process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
