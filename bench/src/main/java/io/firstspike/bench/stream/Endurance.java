package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command that runs the job at a fixed rate for long, and watches heap, latencies and checkpoints.
 */
@Command(
    name = "endurance",
    description = {
      "Send digits at a fixed rate, their labels two seconds later, and watch the heap after"
          + " collections, latencies and checkpoints. A full collection begins each quarter; the 3 s"
          + " after it do not count. Ends with 1 if the last quarter is worse than the first one."
    })
public final class Endurance implements Callable<Integer> {

  /** Short enough for ids and traces to be forgotten many times during the run. */
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);

  /** Until as much is forgotten as comes, and everything has been compiled. */
  private static final Duration WARM_UP = Duration.ofSeconds(90);

  private static final int QUARTERS = 4;

  /** The latencies of so many seconds do not count: a full collection begins each quarter. */
  private static final int SETTLING_SECONDS = 3;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "After 90 s of warming up, 1 to 1,440 (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Frames a second, 1 to 100,000 (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--state-backend",
      paramLabel = "hashmap|rocksdb",
      defaultValue = "hashmap",
      description = "Where state is kept (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Mixin private ReportOption report;

  @Override
  public Integer call() throws Exception {
    report.check();
    Ranges.require("--minutes", minutes, 1, 1440);
    Ranges.require("--rate", rate, 1, 100_000);
    Dataset train = data.train(1);
    Model model = StreamModel.trained(train);
    StreamSetup setup =
        StreamSetup.PLAIN
            .with(Order.LIVE, backend, 1)
            .withLabels(LabelPlace.TOPIC)
            .withTimeToLive(TIME_TO_LIVE);
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
        StreamJob<RunningJob.Embedded> job =
            StreamJob.start(broker, "endurance", setup, model, StreamModel.sent(train))) {
      job.sendAndWait((int) (rate * WARM_UP.toSeconds()), rate);
      Checkpoints before = job.running().checkpoints();
      List<Long> heap = new ArrayList<>();
      FrameTimings timings = watch(job, heap);
      EnduranceResult result =
          EnduranceResult.of(
              timings, heap, job.running().checkpoints().since(before), SETTLING_SECONDS * rate);
      print(result);
      write(result, train, model);
      return result.lasts() ? 0 : 1;
    }
  }

  private FrameTimings watch(StreamJob<RunningJob.Embedded> job, List<Long> heap) throws Exception {
    StreamJob<?>.Run run = job.begin(60 * minutes * rate, rate);
    long begun = System.nanoTime();
    long every = Duration.ofMinutes(minutes).toNanos() / QUARTERS;
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      run.waitUntil(begun + quarter * every);
      System.gc();
      heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return run.await();
  }

  private void print(EnduranceResult result) {
    PrintWriter out = command.commandLine().getOut();
    Table table = Table.empty().row("quarter", "heap after collection", "p50 / p99 / p99.9");
    for (int i = 0; i < QUARTERS; i++) {
      table =
          table.row(
              Integer.toString(i + 1),
              String.format(Locale.ROOT, "%.1f MB", result.heap().get(i) / 1e6),
              result.latencies().get(i).text());
    }
    out.println(table);
    out.println();
    out.println(
        Figures.count(result.frames())
            + " frames at "
            + rate
            + "/s; "
            + result.checkpoints().completed()
            + " checkpoints completed, "
            + result.checkpoints().failed()
            + " failed");
    out.println(result.verdict());
    out.flush();
  }

  private void write(EnduranceResult result, Dataset train, Model model) {
    report.write(
        Report.of("bench endurance", model.spec(), StreamModel.SEED)
            .with("data", train.name())
            .with("backend", backend)
            .with("minutes", minutes)
            .with("framesPerSecond", rate)
            .with("checkpointSeconds", StreamSetup.PLAIN.checkpointInterval().toSeconds())
            .with("frames", result.frames())
            .with("heapAfterCollectionByQuarter", result.heap())
            .with("latenciesByQuarter", result.latencies().stream().map(Latencies::fields).toList())
            .with("checkpointsCompleted", result.checkpoints().completed())
            .with("checkpointsFailed", result.checkpoints().failed())
            .with("longestCheckpointMillis", result.checkpoints().longestMillis())
            .with("verdict", result.verdict()));
  }
}
