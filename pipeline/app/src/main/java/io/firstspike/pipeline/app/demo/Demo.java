package io.firstspike.pipeline.app.demo;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Log;
import io.firstspike.pipeline.app.console.ProgressDisplay;
import io.firstspike.pipeline.app.console.RateOption;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.launch.CheckpointFolder;
import io.firstspike.pipeline.app.launch.RunningJob;
import io.firstspike.pipeline.app.launch.StopSignal;
import io.firstspike.pipeline.app.page.Page;
import io.firstspike.pipeline.app.page.PageOptions;
import io.firstspike.pipeline.app.watch.JobOutput;
import io.firstspike.pipeline.app.watch.LoggedFailures;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.frame.FrameRules;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.options.BatchOptions;
import io.firstspike.pipeline.stream.options.FrozenUntaught;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import io.firstspike.pipeline.stream.options.NetworkOptions;
import io.firstspike.pipeline.stream.options.ParallelismOption;
import io.firstspike.pipeline.stream.options.Ranges;
import io.firstspike.pipeline.stream.options.Start;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a broker, the job and a source of digits in this process. */
@Command(
    name = "demo",
    description =
        "Learn MNIST digits from a live stream, from random weights to a tested network, in this"
            + " process: starts a broker and the job, and replays the digits that come with the"
            + " program.")
public final class Demo implements Callable<Integer> {

  private static final TopicNames TOPICS = TopicNames.DEFAULT;

  /** The number of frames that a feature layer learns from, unless a schedule is given. */
  private static final long MOST_FRAMES = 4000;

  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec command;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "How often the training digits are replayed, 1 to 100,000 (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      defaultValue = NetworkOptions.DEFAULT_NETWORK,
      description =
          "A network that comes with the program, or a YAML file (default: ${DEFAULT-VALUE}).")
  private String network;

  @Mixin private NetworkLimitOption networkLimit;

  @Option(
      names = "--schedule",
      paramLabel = "LAYER=FRAMES",
      split = ",",
      description =
          "How many frames each feature layer learns from before the labels are learned from"
              + " (default: at most 4,000 each).")
  private Map<String, Long> schedule;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N digits of each set (default: all 2,000 and all 500).")
  private Integer limit;

  @Mixin private RateOption rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = NetworkOptions.DEFAULT_SEED,
      description = "Draws the first weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ParallelismOption parallelism;
  @Mixin private BatchOptions batches;

  @Option(
      names = "--ui",
      description =
          "Serve a page that shows it all, and go on after the end until Ctrl-C, so that labels can"
              + " be given on the page. With --rate 200 there is more to see on the way.")
  private boolean ui;

  @Mixin private PageOptions page;

  @Mixin private ReportOption reportFile;

  @Override
  public Integer call() throws Exception {
    Ranges.require("--epochs", epochs, 1, 100_000);
    Ranges.require("--limit", limit == null ? 1 : limit, 1, Integer.MAX_VALUE);
    page.check();
    double framesPerSecond = rate.framesPerSecond();
    reportFile.check();
    NetworkSpec spec = scheduled(NetworkSpec.load(network, networkLimit.limit()));
    DemoStream stream =
        new DemoStream(
            first(MnistSample.train()), first(MnistSample.test()), epochs, framesPerSecond);
    batches.batching().choose(spec);
    DemoTally tally = new DemoTally(stream, spec.decision().labels());
    PrintWriter err = command.commandLine().getErr();
    FrozenUntaught.line(Start.fresh(spec, seed)).ifPresent(err::println);
    err.println("Starting a Kafka broker and Flink in this process ...");
    err.flush();
    stream(spec, stream, tally);
    return ExitCode.OK;
  }

  private void tell(NetworkSpec spec, DemoStream stream, DemoTally tally, double seconds) {
    print(stream, tally, seconds);
    reportFile.write(report(spec, stream, tally, seconds));
  }

  /**
   * The spec with a shorter schedule: the network's own is meant for a larger set of digits than
   * the sample.
   */
  private NetworkSpec scheduled(NetworkSpec spec) {
    if (schedule != null) {
      return spec.withSchedule(schedule);
    }
    Map<String, Long> most = new HashMap<>();
    for (FeatureSpec layer : spec.features()) {
      most.put(layer.name(), Math.min(MOST_FRAMES, layer.stdp().frames()));
    }
    return spec.withSchedule(most);
  }

  private Dataset first(Dataset digits) {
    return limit == null ? digits : digits.slice(0, Math.min(limit, digits.size()));
  }

  /** Runs the whole stream, and tells how it went. */
  private void stream(NetworkSpec spec, DemoStream stream, DemoTally tally) throws Exception {
    try (StopSignal stop = new StopSignal()) {
      stop.unlessStopped(
          () -> {
            stream(spec, stream, tally, stop);
            return null;
          });
    }
  }

  private void stream(NetworkSpec spec, DemoStream stream, DemoTally tally, StopSignal stop)
      throws Exception {
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (CheckpointFolder checkpoints = CheckpointFolder.temporary();
        LoggedFailures deaths = LoggedFailures.ofBroker();
        EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
        EmbeddedFlink flink =
            EmbeddedFlink.start(parallelism.slots(), flinkSettings(checkpoints))) {
      Topics.ensure(broker.clientProperties(), TOPICS, 1);
      Properties client = broker.clientProperties();
      RunningJob job =
          new RunningJob(flink.submit(settings(spec, client)::addTo, new Configuration()));
      Callable<Void> alive = () -> requireAlive(broker, deaths, job);
      try (Page served = ui ? open(client) : null) {
        long begun = System.nanoTime();
        Future<Long> sent = sender.submit(() -> stream.send(client, TOPICS));
        try (JobOutput output = JobOutput.all(client, TOPICS);
            ProgressDisplay display = ProgressDisplay.on(command.commandLine().getErr())) {
          follow(output, tally, stream, alive, sent, display, stop);
        }
        tell(spec, stream, tally, (System.nanoTime() - begun) / 1e9);
        if (served != null) {
          goOn(served, new DemoClock(client, TOPICS, sent.get()), alive, stop);
        }
      }
    } finally {
      sender.shutdownNow();
    }
  }

  private Page open(Properties client) {
    Page served =
        Page.open(
            client,
            TOPICS,
            TopicNames.EVENTS.frames(),
            FrameRules.DEFAULT,
            networkLimit.limit(),
            page);
    PrintWriter out = command.commandLine().getOut();
    out.println("page at " + served.url());
    out.flush();
    return served;
  }

  /**
   * Goes on without new frames until Ctrl-C: the page stays, and labels given there are learned.
   */
  private void goOn(Page served, DemoClock clock, Callable<Void> alive, StopSignal stop)
      throws Exception {
    PrintWriter out = command.commandLine().getOut();
    out.println("the page stays at " + served.url() + " until Ctrl-C");
    out.flush();
    try (clock) {
      while (!stop.within(POLL)) {
        clock.tell();
        alive.call();
        if (served.failure().isPresent()) {
          throw served.failure().get();
        }
      }
    }
  }

  private static Void requireAlive(EmbeddedBroker broker, LoggedFailures deaths, RunningJob job)
      throws Exception {
    deaths.requireAlive(broker);
    job.requireAlive();
    return null;
  }

  /** Flink's settings, without restarts: a failure is to be seen at once. */
  private static Configuration flinkSettings(CheckpointFolder checkpoints) {
    Configuration configuration = checkpoints.configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return configuration;
  }

  private LearningSettings settings(NetworkSpec spec, Properties client) {
    return LearningSettings.builder(spec, client)
        .topics(TOPICS)
        .seed(seed)
        .order(Order.REPLAY)
        .parallelism(parallelism.slots())
        .batching(batches.batching())
        .build();
  }

  /**
   * Reads the output until it is complete, nothing has come for some time, or something has failed.
   */
  private static void follow(
      JobOutput output,
      DemoTally tally,
      DemoStream stream,
      Callable<Void> alive,
      Future<Long> sent,
      ProgressDisplay display,
      StopSignal stop)
      throws Exception {
    long lastNews = System.nanoTime();
    while (!tally.complete()) {
      if (output.read(POLL, tally)) {
        lastNews = System.nanoTime();
        display.show("frames", tally.predictions(), stream.frames(), tally.note());
      } else {
        alive.call();
      }
      if (sent.isDone()) {
        sent.get();
      }
      if (stop.within(Duration.ZERO)) {
        throw StopSignal.stopped();
      }
      if (System.nanoTime() - lastNews > PATIENCE.toNanos()) {
        throw new IllegalStateException(stalled(tally, stream));
      }
    }
  }

  private static String stalled(DemoTally tally, DemoStream stream) {
    return "nothing came out of the job for "
        + PATIENCE.toSeconds()
        + " s after "
        + Figures.count(tally.predictions())
        + " of "
        + Figures.count(stream.frames())
        + " predictions and "
        + Figures.count(tally.labelsLearned())
        + " labels learned"
        + tally.deadLetter().map(reason -> "; first dead letter: " + reason).orElse("")
        + Log.hint();
  }

  private void print(DemoStream stream, DemoTally tally, double seconds) {
    PrintWriter out = command.commandLine().getOut();
    String compared = Figures.count(tally.compared());
    Table table =
        Table.empty()
            .row("frames", Figures.count(tally.framesIn()))
            .row("predictions", Figures.count(tally.predictions()))
            .row("labels learned", Figures.count(tally.labelsLearned()))
            .row("dead letters", Figures.count(tally.deadLetters()))
            .row("accuracy, all labels", Figures.percent(tally.prequentialAccuracy()))
            .row("accuracy, first " + compared, Figures.percent(tally.accuracyOfFirst()))
            .row("accuracy, last " + compared, Figures.percent(tally.accuracyOfLast()))
            .row("test accuracy", Figures.percent(tally.test().accuracy()))
            .row("speed", Figures.perSecond(stream.frames() / seconds))
            .row("time", Figures.seconds(seconds));
    out.println(table);
    out.println();
    out.println(Table.of(tally.test()));
    tally.deadLetter().ifPresent(reason -> out.println("first dead letter: " + reason));
    out.flush();
  }

  private Report report(NetworkSpec spec, DemoStream stream, DemoTally tally, double seconds) {
    return Report.of("demo", spec, seed)
        .with("framesIn", tally.framesIn())
        .with("predictions", tally.predictions())
        .with("labelsLearned", tally.labelsLearned())
        .with("deadLetters", tally.deadLetters())
        .with("prequentialAccuracy", tally.prequentialAccuracy())
        .with("firstLabelsAccuracy", tally.accuracyOfFirst())
        .with("lastLabelsAccuracy", tally.accuracyOfLast())
        .with("framesPerSecond", stream.frames() / seconds)
        .with("seconds", seconds)
        .withTest(tally.test());
  }
}
