package io.firstspike.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How soon a network is good, from random weights: {@code train} in a new process with one core, so
 * that the compiler's work is counted too. The time is the process's own CPU time from the first
 * frame to the last label, features included.
 */
final class QuickStart {

  private static final String LABELS = "8000";
  private static final String PASSES = "2";

  private QuickStart() {}

  static List<Figure> run(Lesson lesson) {
    try {
      Path report = Files.createTempFile("quick", ".json");
      train(lesson, report);
      JsonNode figures = new ObjectMapper().readTree(report.toFile());
      Files.delete(report);
      return List.of(
          Figure.seconds(
              "secondsTo972", "small network: CPU time", figures.get("cpuSeconds").asDouble()),
          Figure.share("quickTest", "small network: test", figures.get("testAccuracy").asDouble()));
    } catch (IOException e) {
      throw new IllegalStateException("cannot run train: " + e.getMessage(), e);
    }
  }

  private static void train(Lesson lesson, Path report) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "train",
                "--network",
                "firstspike-2026-quick",
                "--data",
                lesson.location(),
                "--images",
                LABELS,
                "--passes",
                PASSES,
                "--seed",
                Long.toString(lesson.seed()),
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
