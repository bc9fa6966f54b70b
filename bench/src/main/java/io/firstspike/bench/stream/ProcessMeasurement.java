package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * CPU time and memory of the command {@code run} as a whole process, garbage collector and all,
 * while frames come as fast as they are taken; live, on the heap, parallelism 1. It takes turns
 * with the engine alone, as a job in this process does.
 *
 * @param rounds in the order in which they ran
 */
record ProcessMeasurement(List<Round> rounds) {

  static final String TITLE = "whole process";

  private static final int WARM_UP = 60_000;
  private static final int FRAMES = 20_000;
  private static final int LEAST_ROUNDS = 7;

  /**
   * Frames of one round.
   *
   * @param perSecond frames a second
   * @param engine CPU time that a frame takes the engine alone, right before and right after, in
   *     microseconds
   * @param process that of the whole process but for its compiler, which comes to an end
   * @param compiler that of its compiler
   * @param residentMegabytes its memory at the end of the round
   */
  record Round(
      double perSecond, double engine, double process, double compiler, double residentMegabytes) {

    double ratio() {
      return process / engine;
    }
  }

  /**
   * Runs rounds until the time is over, seven at least.
   *
   * @param model what the job goes on from
   * @param digits what is sent, over and over
   */
  static ProcessMeasurement of(EmbeddedBroker broker, Model model, Dataset digits, Duration time)
      throws Exception {
    EngineBaseline engine = new EngineBaseline(model, digits);
    Path file = Files.createTempFile("firstspike", ".fspk");
    ModelFile.write(file, model);
    try (StreamJob<JobProcess> job = start(broker, file, digits)) {
      job.sendAndWait(WARM_UP, 0);
      List<Round> rounds = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      double before = engine.microsPerFrame();
      while (rounds.size() < LEAST_ROUNDS || System.nanoTime() < end) {
        JobProcess process = job.running();
        JobProcess.Used begun = process.used();
        FrameTimings timings = job.sendAndWait(FRAMES, 0);
        JobProcess.Used used = process.used().since(begun);
        double after = engine.microsPerFrame();
        rounds.add(
            new Round(
                timings.frames() / timings.seconds(),
                (before + after) / 2,
                (used.micros() - used.compilerMicros()) / timings.frames(),
                used.compilerMicros() / timings.frames(),
                process.residentMegabytes()));
        before = after;
      }
      return new ProcessMeasurement(rounds);
    } finally {
      Files.delete(file);
    }
  }

  private static StreamJob<JobProcess> start(EmbeddedBroker broker, Path model, Dataset digits)
      throws Exception {
    String name = "process";
    return StreamJob.of(
        broker,
        name,
        StreamSetup.PLAIN,
        digits,
        (topics, client) ->
            JobProcess.start(
                List.of(
                    "--bootstrap-servers",
                    client.getProperty("bootstrap.servers"),
                    "--topic-prefix",
                    name + "-",
                    "--group-id",
                    name,
                    "--model-in",
                    model.toString())));
  }

  /** The round whose ratio is the median. */
  Round middle() {
    return rounds.stream()
        .sorted((a, b) -> Double.compare(a.ratio(), b.ratio()))
        .toList()
        .get(rounds.size() / 2);
  }

  /** The most memory that the process had. */
  double residentMegabytes() {
    return rounds.stream().mapToDouble(Round::residentMegabytes).max().orElseThrow();
  }

  String line() {
    Round middle = middle();
    return String.format(
        Locale.ROOT,
        TITLE
            + " of run: %s, %.0f us a frame and %.0f us of the compiler, engine alone"
            + " %.0f us, ratio %.2f; %.0f MB after the first round, %.0f MB after the last, %d"
            + " frames",
        Figures.perSecond(middle.perSecond()),
        middle.process(),
        middle.compiler(),
        middle.engine(),
        middle.ratio(),
        rounds.get(0).residentMegabytes(),
        rounds.get(rounds.size() - 1).residentMegabytes(),
        WARM_UP + rounds.size() * FRAMES);
  }

  /** For a report. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("engineMicrosPerFrame", middle().engine());
    fields.put("processMicrosPerFrame", middle().process());
    fields.put("compilerMicrosPerFrame", middle().compiler());
    fields.put("ratios", rounds.stream().map(Round::ratio).toList());
    fields.put("residentMegabytes", rounds.stream().map(Round::residentMegabytes).toList());
    return fields;
  }
}
