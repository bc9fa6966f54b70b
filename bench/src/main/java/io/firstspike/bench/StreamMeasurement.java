package io.firstspike.bench;

import io.firstspike.connectors.broker.EmbeddedBroker;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.network.Model;
import io.firstspike.pipeline.cli.Figures;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of one way to run the job. CPU times are of the peak, in microseconds a frame,
 * and of the round in the middle.
 *
 * @param setup how it ran
 * @param peak frames a second, as fast as they are taken: the round in the middle
 * @param atHalf latencies at half of that
 * @param atModerate latencies at a moderate rate
 * @param engineMicros the engine alone, on one thread, in the same minute
 * @param parties CPU time by who used it
 * @param machineMicros CPU time of garbage collector and compiler, whoever they worked for
 * @param busiest the busiest threads
 */
record StreamMeasurement(
    StreamSetup setup,
    double peak,
    Latencies atHalf,
    Latencies atModerate,
    double engineMicros,
    Map<Party, Double> parties,
    double machineMicros,
    Map<String, Double> busiest) {

  /** Frames a second that a camera or two might send. */
  static final int MODERATE = 500;

  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 3;
  private static final int PEAK_FRAMES = 10_000;
  private static final int SECONDS_AT_HALF = 6;
  private static final int SECONDS_AT_MODERATE = 20;

  /** Frames at the beginning of a rate that do not count. */
  private static final int SETTLING_SECONDS = 2;

  private record Round(double perSecond, ThreadTimes used, int frames) {}

  /** Lets the compiler come to an end before anything is measured. */
  static void warmUp(EmbeddedBroker broker, Model model, Dataset digits) throws Exception {
    new EngineLoop(model, digits).microsPerFrame();
    try (StreamJob job = StreamJob.start(broker, "warm-up", StreamSetup.PLAIN, model, digits)) {
      for (int i = 0; i < 4; i++) {
        job.pass(WARM_UP, 0);
      }
    }
  }

  static StreamMeasurement of(
      EmbeddedBroker broker, String name, StreamSetup setup, Model model, Dataset digits)
      throws Exception {
    EngineLoop engine = new EngineLoop(model, digits);
    engine.microsPerFrame();
    double before = engine.microsPerFrame();
    try (StreamJob job = StreamJob.start(broker, name, setup, model, digits)) {
      job.pass(WARM_UP, 0);
      Round[] rounds = new Round[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        rounds[i] = round(job);
      }
      Arrays.sort(rounds, Comparator.comparingDouble(Round::perSecond));
      Round middle = rounds[ROUNDS / 2];
      Latencies atHalf = latencies(job, digits.size(), middle.perSecond() / 2, SECONDS_AT_HALF);
      Latencies atModerate = latencies(job, digits.size(), MODERATE, SECONDS_AT_MODERATE);
      double after = engine.microsPerFrame();
      return new StreamMeasurement(
          setup,
          middle.perSecond(),
          atHalf,
          atModerate,
          (before + after) / 2,
          perFrame(middle.used().microsByParty(), middle.frames()),
          middle.used().machineMicros() / middle.frames(),
          perFrame(middle.used().busiest(25), middle.frames()));
    }
  }

  private static Round round(StreamJob job) throws Exception {
    ThreadTimes begun = ThreadTimes.now();
    Passage passage = job.pass(PEAK_FRAMES, 0);
    ThreadTimes used = ThreadTimes.now().since(begun);
    return new Round(passage.frames() / passage.seconds(), used, passage.frames());
  }

  private static Latencies latencies(StreamJob job, int digits, double rate, int seconds)
      throws Exception {
    int settling = (int) (rate * SETTLING_SECONDS);
    int epochs = (int) Math.ceil(rate * (SETTLING_SECONDS + seconds) / digits);
    Passage passage = job.pass(epochs * digits, rate);
    return passage.latencies(settling, passage.frames());
  }

  private static <K> Map<K, Double> perFrame(Map<K, Double> micros, int frames) {
    Map<K, Double> each = new LinkedHashMap<>();
    micros.forEach((key, value) -> each.put(key, value / frames));
    return each;
  }

  double taskMicros() {
    return parties.get(Party.TASKS);
  }

  /** Operators, Kafka clients within the job, and the rest of Flink. */
  double jobMicros() {
    return List.of(Party.TASKS, Party.JOB_CLIENTS, Party.JOB_OTHER).stream()
        .mapToDouble(parties::get)
        .sum();
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%s: %s, p99 %.1f ms at %d/s, %.0f us a frame, engine alone %.0f us",
        setup.title(),
        Figures.perSecond(peak),
        atModerate.p99(),
        MODERATE,
        jobMicros(),
        engineMicros);
  }

  /** For a report. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("title", setup.title());
    fields.put("peakFramesPerSecond", peak);
    fields.put("atHalfThePeak", atHalf.fields());
    fields.put("at" + MODERATE, atModerate.fields());
    fields.put("engineMicrosPerFrame", engineMicros);
    fields.put("taskMicrosPerFrame", taskMicros());
    fields.put("jobMicrosPerFrame", jobMicros());
    fields.put("cpuPerFrameRatio", jobMicros() / engineMicros);
    fields.put("machineMicrosPerFrame", machineMicros);
    fields.put("microsPerFrameByParty", parties);
    fields.put("busiestThreads", busiest);
    return fields;
  }
}
