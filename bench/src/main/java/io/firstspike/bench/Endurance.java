package io.firstspike.bench;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.app.cli.DataOptions;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.stream.learner.Order;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the job lasts: memory, latency and checkpoints at a fixed rate over time. */
@Command(
    name = "endurance",
    description = {
      "Send digits at a fixed rate, their labels two seconds later, and watch the heap after"
          + " collections, latencies and checkpoints. A full collection begins each quarter; the 3 s"
          + " after it do not count. Ends with 1 if the last quarter is worse than the first one."
    })
final class Endurance implements Callable<Integer> {

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
      names = "--backend",
      paramLabel = "hashmap|rocksdb",
      defaultValue = "hashmap",
      description = "Where state is kept (default: ${DEFAULT-VALUE}).")
  private String backend;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures here, as JSON.")
  private Path report;

  @Override
  public Integer call() throws Exception {
    OutputFiles.requireWritable("--report", report);
    require("--minutes", minutes, 1440);
    require("--rate", rate, 100_000);
    Dataset train = data.train(1);
    Model model = StreamModel.trained(train);
    StreamSetup setup =
        StreamSetup.PLAIN
            .with(Order.LIVE, backend, 1)
            .withLabels(LabelPlace.TOPIC)
            .withTimeToLive(TIME_TO_LIVE);
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
        StreamJob job =
            StreamJob.start(broker, "endurance", setup, model, StreamModel.sent(train))) {
      job.pass((int) (rate * WARM_UP.toSeconds()), rate);
      Checkpoints before = job.checkpoints();
      List<Long> heap = new ArrayList<>();
      Passage passage = watch(job, heap);
      Lasting lasting =
          Lasting.of(passage, heap, job.checkpoints().since(before), SETTLING_SECONDS * rate);
      print(lasting);
      if (report != null) {
        write(lasting, train, model);
      }
      return lasting.lasts() ? 0 : 1;
    }
  }

  private Passage watch(StreamJob job, List<Long> heap) throws Exception {
    StreamJob.Run run = job.begin(60 * minutes * rate, rate);
    long begun = System.nanoTime();
    long every = Duration.ofMinutes(minutes).toNanos() / QUARTERS;
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      run.waitUntil(begun + quarter * every);
      System.gc();
      heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return run.await();
  }

  private void print(Lasting lasting) {
    PrintWriter out = command.commandLine().getOut();
    Table table = Table.empty().row("quarter", "heap after collection", "p50 / p99 / p99.9");
    for (int i = 0; i < QUARTERS; i++) {
      table =
          table.row(
              Integer.toString(i + 1),
              String.format(Locale.ROOT, "%.1f MB", lasting.heap().get(i) / 1e6),
              lasting.latencies().get(i).text());
    }
    out.println(table);
    out.println();
    out.println(
        Figures.count(lasting.frames())
            + " frames at "
            + rate
            + "/s; "
            + lasting.checkpoints().completed()
            + " checkpoints completed, "
            + lasting.checkpoints().failed()
            + " failed");
    out.println(lasting.verdict());
    out.flush();
  }

  private void write(Lasting lasting, Dataset train, Model model) {
    Report.of("bench endurance", model.spec(), StreamModel.SEED)
        .with("data", train.name())
        .with("backend", backend)
        .with("minutes", minutes)
        .with("framesPerSecond", rate)
        .with("checkpointSeconds", StreamSetup.PLAIN.checkpointInterval().toSeconds())
        .with("frames", lasting.frames())
        .with("heapAfterCollectionByQuarter", lasting.heap())
        .with("latenciesByQuarter", lasting.latencies().stream().map(Latencies::fields).toList())
        .with("checkpointsCompleted", lasting.checkpoints().completed())
        .with("checkpointsFailed", lasting.checkpoints().failed())
        .with("longestCheckpointMillis", lasting.checkpoints().longestMillis())
        .with("verdict", lasting.verdict())
        .write(report);
  }

  private void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          command.commandLine(), option + " must be 1 to " + most + ", not " + value);
    }
  }
}
