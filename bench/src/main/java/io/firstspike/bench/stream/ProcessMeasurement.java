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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * CPU time and memory of the command {@code run} as a whole process, garbage collector and all,
 * while frames come as fast as they are taken; live, on the heap, parallelism 1. It takes turns
 * with the engine alone, as a job in this process does, and with a {@linkplain BareJob bare job} as
 * a process of its own.
 *
 * @param rounds in the order in which they ran
 * @param turns PNG frames at a moderate rate, in the order in which they were sent
 */
record ProcessMeasurement(List<Round> rounds, List<Turn> turns) {

  static final String TITLE = "whole process";

  private static final int WARM_UP = 60_000;
  private static final int FRAMES = 20_000;
  private static final int LEAST_ROUNDS = 7;
  private static final int TURNS = 3;
  private static final int RATE = StreamMeasurement.MODERATE;
  private static final int SECONDS = 20;
  private static final int SETTLING_SECONDS = 10;

  /**
   * Frames of one round.
   *
   * @param perSecond frames a second
   * @param engine CPU time that a frame takes the engine alone, right before and right after, in
   *     microseconds
   * @param process that of the whole process but for its compiler, which comes to an end
   * @param compiler that of its compiler
   * @param residentMegabytes its memory at the end of the round
   * @param bare what a frame takes the bare job as a whole process but for its compiler
   */
  record Round(
      double perSecond,
      double engine,
      double process,
      double compiler,
      double residentMegabytes,
      double bare) {

    double ratio() {
      return process / engine;
    }

    double bareRatio() {
      return process / bare;
    }
  }

  /** PNG frames at a moderate rate through one job and then the other. */
  record Turn(AtRate run, AtRate bare) {

    double ratio() {
      return run.latencies.p99() / bare.latencies.p99();
    }

    double cpuRatio() {
      return run.micros / bare.micros;
    }
  }

  /**
   * Frames at a moderate rate through one job.
   *
   * @param micros CPU time of the whole process a frame, but for its compiler
   */
  record AtRate(Latencies latencies, double micros) {

    static AtRate of(StreamJob<JobProcess> job) throws Exception {
      JobProcess.Used begun = job.running().used();
      FrameTimings timings = job.sendPngsAndWait(RATE * (SETTLING_SECONDS + SECONDS), RATE);
      JobProcess.Used used = job.running().used().since(begun);
      return new AtRate(
          timings.latencies(RATE * SETTLING_SECONDS, timings.frames()),
          (used.micros() - used.compilerMicros()) / timings.frames());
    }

    Map<String, Double> fields() {
      Map<String, Double> fields = latencies.fields();
      fields.put("microsPerFrame", micros);
      return fields;
    }
  }

  /** Costs of frames at the peak to a process. */
  private record Cost(double perSecond, double micros, double compilerMicros) {

    static Cost of(StreamJob<JobProcess> job, int frames) throws Exception {
      JobProcess.Used begun = job.running().used();
      FrameTimings timings = job.sendAndWait(frames, 0);
      JobProcess.Used used = job.running().used().since(begun);
      return new Cost(
          timings.frames() / timings.seconds(),
          (used.micros() - used.compilerMicros()) / timings.frames(),
          used.compilerMicros() / timings.frames());
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
    try (StreamJob<JobProcess> job = start(broker, file, digits);
        StreamJob<JobProcess> bare = startBare(broker, digits)) {
      job.sendAndWait(WARM_UP, 0);
      bare.sendAndWait(WARM_UP, 0);
      // Before millions of frames are remembered, which each checkpoint writes.
      List<Turn> turns = turns(job, bare);
      return new ProcessMeasurement(rounds(job, bare, engine, time), turns);
    } finally {
      Files.delete(file);
    }
  }

  private static List<Round> rounds(
      StreamJob<JobProcess> job, StreamJob<JobProcess> bare, EngineBaseline engine, Duration time)
      throws Exception {
    List<Round> rounds = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    double before = engine.microsPerFrame();
    while (rounds.size() < LEAST_ROUNDS || System.nanoTime() < end) {
      Cost cost = Cost.of(job, FRAMES);
      double resident = job.running().residentMegabytes();
      double after = engine.microsPerFrame();
      rounds.add(
          new Round(
              cost.perSecond,
              (before + after) / 2,
              cost.micros,
              cost.compilerMicros,
              resident,
              Cost.of(bare, FRAMES).micros));
      before = after;
    }
    return rounds;
  }

  private static List<Turn> turns(StreamJob<JobProcess> job, StreamJob<JobProcess> bare)
      throws Exception {
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      turns.add(new Turn(AtRate.of(job), AtRate.of(bare)));
    }
    return turns;
  }

  private static StreamJob<JobProcess> start(EmbeddedBroker broker, Path model, Dataset digits)
      throws Exception {
    String name = "process";
    return StreamJob.of(
        broker,
        name,
        StreamSetup.PLAIN,
        digits,
        PredictionReader.Ids.OF_PREDICTIONS,
        (topics, client) ->
            JobProcess.run(
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

  private static StreamJob<JobProcess> startBare(EmbeddedBroker broker, Dataset digits)
      throws Exception {
    return StreamJob.of(
        broker,
        "bare",
        StreamSetup.PLAIN,
        digits,
        PredictionReader.Ids.BARE,
        (topics, client) ->
            JobProcess.start(
                BareJob.class,
                List.of(
                    client.getProperty("bootstrap.servers"),
                    topics.frames(),
                    topics.predictions())));
  }

  /** The round whose ratio to the engine is the median. */
  Round middle() {
    return middle(rounds, Round::ratio);
  }

  /** The median of the ratios of run's CPU time to the bare job's. */
  double bareCpuRatio() {
    return middle(rounds, Round::bareRatio).bareRatio();
  }

  /** The median of the same ratios at a moderate rate. */
  double bareCpuRatioAtRate() {
    return middle(turns, Turn::cpuRatio).cpuRatio();
  }

  /** The median of the ratios of run's 99th percentile of latencies to the bare job's. */
  double bareP99Ratio() {
    return middle(turns, Turn::ratio).ratio();
  }

  private static <T> T middle(List<T> all, ToDoubleFunction<T> key) {
    return all.stream().sorted(Comparator.comparingDouble(key)).toList().get(all.size() / 2);
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
            + " frames; bare job %.0f us, ratio %.1f; PNG frames at %d/s: p99 %.1f ms, bare job %.1f"
            + " ms, ratio %.2f; %.0f us a frame, bare job %.0f us, ratio %.1f",
        Figures.perSecond(middle.perSecond()),
        middle.process(),
        middle.compiler(),
        middle.engine(),
        middle.ratio(),
        rounds.get(0).residentMegabytes(),
        rounds.get(rounds.size() - 1).residentMegabytes(),
        WARM_UP + rounds.size() * FRAMES,
        middle(rounds, Round::bareRatio).bare(),
        bareCpuRatio(),
        RATE,
        middle(turns, Turn::ratio).run().latencies().p99(),
        middle(turns, Turn::ratio).bare().latencies().p99(),
        bareP99Ratio(),
        middle(turns, Turn::cpuRatio).run().micros(),
        middle(turns, Turn::cpuRatio).bare().micros(),
        bareCpuRatioAtRate());
  }

  /** For a report. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("engineMicrosPerFrame", middle().engine());
    fields.put("processMicrosPerFrame", middle().process());
    fields.put("compilerMicrosPerFrame", middle().compiler());
    fields.put("bareMicrosPerFrame", rounds.stream().map(Round::bare).toList());
    fields.put("bareRatios", rounds.stream().map(Round::bareRatio).toList());
    fields.put("pngsAt" + RATE, turns.stream().map(turn -> turn.run().fields()).toList());
    fields.put("barePngsAt" + RATE, turns.stream().map(turn -> turn.bare().fields()).toList());
    fields.put("ratios", rounds.stream().map(Round::ratio).toList());
    fields.put("residentMegabytes", rounds.stream().map(Round::residentMegabytes).toList());
    return fields;
  }
}
