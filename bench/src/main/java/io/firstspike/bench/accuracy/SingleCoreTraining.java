package io.firstspike.bench.accuracy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.pipeline.app.cli.FirstSpike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains the small network from random weights in a new process with one core, and takes its CPU
 * time and test accuracy. The compiler's work is counted too: the time is the process's own CPU
 * time from the first frame to the last label, features included.
 */
final class SingleCoreTraining {

  private static final String LABELS = "8000";
  private static final String PASSES = "2";

  private SingleCoreTraining() {}

  static List<Metric> run(TrainingRun run) {
    try {
      Path report = Files.createTempFile("quick", ".json");
      train(run, report);
      JsonNode figures = new ObjectMapper().readTree(report.toFile());
      Files.delete(report);
      return List.of(
          Metric.seconds(
              "secondsTo972", "small network: CPU time", figures.get("cpuSeconds").asDouble()),
          Metric.share("quickTest", "small network: test", figures.get("testAccuracy").asDouble()));
    } catch (IOException e) {
      throw new IllegalStateException("cannot run train: " + e.getMessage(), e);
    }
  }

  private static void train(TrainingRun run, Path report) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FirstSpike.class.getName(),
                "train",
                "--network",
                "firstspike-2026-quick",
                "--data",
                run.location(),
                "--images",
                LABELS,
                "--passes",
                PASSES,
                "--seed",
                Long.toString(run.seed()),
                "--threads",
                "1",
                "--report",
                report.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(output);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
