package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measurements of one way to run the job. Others use the machine, too: so the job at its peak takes
 * turns with the engine alone, and each of its rounds is compared with the engine right before and
 * right after it.
 *
 * @param setup how it ran
 * @param peak frames a second, as fast as they are taken: the median of the rounds
 * @param cost of a frame in the round whose ratio of job to engine is the median
 * @param ratios of all rounds, ascending
 * @param atHalf latencies at half of the peak
 * @param atModerate latencies at a moderate rate
 */
record StreamMeasurement(
    StreamSetup setup,
    double peak,
    FrameCost cost,
    List<Double> ratios,
    Latencies atHalf,
    Latencies atModerate) {

  /** Frames a second that a camera or two might send. */
  static final int MODERATE = 500;

  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 7;
  private static final int PEAK_FRAMES = 10_000;
  private static final int SECONDS_AT_HALF = 6;
  private static final int SECONDS_AT_MODERATE = 20;

  /** Frames at the beginning of a rate that do not count. */
  private static final int SETTLING_SECONDS = 2;

  private record Round(double perSecond, FrameCost cost) {}

  /** Lets the compiler come to an end before anything is measured. */
  static void warmUp(EmbeddedBroker broker, Model model, Dataset digits) throws Exception {
    new EngineBaseline(model, digits).microsPerFrame();
    try (StreamJob<RunningJob.Embedded> job =
        StreamJob.start(broker, "warm-up", StreamSetup.PLAIN, model, digits)) {
      for (int i = 0; i < 4; i++) {
        job.sendAndWait(WARM_UP, 0);
      }
    }
  }

  static StreamMeasurement of(
      EmbeddedBroker broker, String name, StreamSetup setup, Model model, Dataset digits)
      throws Exception {
    EngineBaseline engine = new EngineBaseline(model, digits);
    try (StreamJob<RunningJob.Embedded> job = StreamJob.start(broker, name, setup, model, digits)) {
      job.sendAndWait(WARM_UP, 0);
      List<Round> rounds = rounds(job, engine);
      double peak = middle(rounds, Comparator.comparing(Round::perSecond)).perSecond();
      return new StreamMeasurement(
          setup,
          peak,
          middle(rounds, Comparator.comparing(round -> round.cost().ratio())).cost(),
          rounds.stream().map(round -> round.cost().ratio()).sorted().toList(),
          latencies(job, digits.size(), peak / 2, SECONDS_AT_HALF),
          latencies(job, digits.size(), MODERATE, SECONDS_AT_MODERATE));
    }
  }

  private static List<Round> rounds(StreamJob<RunningJob.Embedded> job, EngineBaseline engine)
      throws Exception {
    List<Round> rounds = new ArrayList<>();
    double before = engine.microsPerFrame();
    for (int i = 0; i < ROUNDS; i++) {
      ThreadTimes begun = ThreadTimes.now();
      FrameTimings timings = job.sendAndWait(PEAK_FRAMES, 0);
      ThreadTimes used = ThreadTimes.now().since(begun);
      double after = engine.microsPerFrame();
      rounds.add(
          new Round(
              timings.frames() / timings.seconds(),
              FrameCost.of(used, timings.frames(), (before + after) / 2)));
      before = after;
    }
    return rounds;
  }

  private static Round middle(List<Round> rounds, Comparator<Round> order) {
    return rounds.stream().sorted(order).toList().get(rounds.size() / 2);
  }

  private static Latencies latencies(
      StreamJob<RunningJob.Embedded> job, int digits, double rate, int seconds) throws Exception {
    int settling = (int) (rate * SETTLING_SECONDS);
    int epochs = (int) Math.ceil(rate * (SETTLING_SECONDS + seconds) / digits);
    FrameTimings timings = job.sendAndWait(epochs * digits, rate);
    return timings.latencies(settling, timings.frames());
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%s: %s, p99 %.1f ms at %d/s, %.0f us a frame, engine alone %.0f us, ratio %.2f (%.2f to"
            + " %.2f)",
        setup.title(),
        Figures.perSecond(peak),
        atModerate.p99(),
        MODERATE,
        cost.job(),
        cost.engine(),
        cost.ratio(),
        ratios.get(0),
        ratios.get(ratios.size() - 1));
  }

  /** For a report. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("title", setup.title());
    fields.put("peakFramesPerSecond", peak);
    fields.put("atHalfThePeak", atHalf.fields());
    fields.put("at" + MODERATE, atModerate.fields());
    fields.put("engineMicrosPerFrame", cost.engine());
    fields.put("taskMicrosPerFrame", cost.tasks());
    fields.put("jobMicrosPerFrame", cost.job());
    fields.put("cpuPerFrameRatio", cost.ratio());
    fields.put("cpuPerFrameRatios", ratios);
    fields.put("machineMicrosPerFrame", cost.machine());
    fields.put("microsPerFrameByParty", cost.byOwner());
    fields.put("busiestThreads", cost.busiest());
    return fields;
  }
}
