package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.protocol.Protocol;
import io.firstspike.connectors.replay.CameraOptions;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.ReplayReport;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.ProgressDisplay;
import io.firstspike.pipeline.app.console.RateOption;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.app.data.ImageSet;
import io.firstspike.pipeline.stream.options.DurationConverter;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.KafkaOptions;
import io.firstspike.pipeline.stream.options.Ranges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a data set into topics, as a live source would. */
@Command(
    name = "replay",
    description =
        "Write a data set into the frames and labels topics, as a live source would; recordings of"
            + " an event camera into the events and labels topics.")
final class Replay implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private KafkaOptions kafka;
  @Mixin private DataOptions data;

  @Option(
      names = "--set",
      paramLabel = "train|test",
      defaultValue = "train",
      description = "Which images of the data set (default: ${DEFAULT-VALUE}).")
  private ImageSet set;

  @Mixin private RateOption rate;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of a single recording (--data FILE.raw): how many times as fast as the camera was, 0 for"
              + " as fast as it goes (default: ${DEFAULT-VALUE}). Its windows end by the clock, and"
              + " it has no labels.")
  private double speed;

  @Option(
      names = "--label-delay",
      paramLabel = "TIME",
      defaultValue = "100ms",
      converter = DurationConverter.class,
      description =
          "How much later than its frame a label comes, by the clock with a --rate, else of event"
              + " time (default: ${DEFAULT-VALUE}).")
  private Duration labelDelay;

  @Option(
      names = "--labels",
      paramLabel = "topic|header|none",
      defaultValue = "topic",
      converter = LabelPlaceConverter.class,
      description =
          "Where the labels go: to the labels topic, into a header of the frame, or nowhere"
              + " (default: ${DEFAULT-VALUE}).")
  private LabelPlace labels;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How often to go through the images, 1 to 1,000,000 (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Mixin private ProtocolOptions protocol;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N images (default: all).")
  private Integer limit;

  @Option(
      names = "--model-key",
      paramLabel = "TEXT",
      defaultValue = "default",
      description = "Which learner the frames are for (default: ${DEFAULT-VALUE}).")
  private String modelKey;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draws the order of an image folder's images, and all that is random in --order, --drift"
              + " and --label-share (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public void run() {
    Ranges.require("--epochs", epochs, 1, 1_000_000);
    Ranges.require("--limit", limit == null ? 1 : limit, 1, Integer.MAX_VALUE);
    Ranges.require("--label-delay in milliseconds", labelDelay.toMillis(), 0, Integer.MAX_VALUE);
    double framesPerSecond = rate.framesPerSecond();
    if (data.recording().isPresent()) {
      stream(data.recording().get());
      return;
    }
    Protocol shown = protocol.protocol(seed, labels);
    Optional<LabelledRecordings> recordings = data.recordings(set, seed);
    Properties client = kafka.client();
    long begun = System.nanoTime();
    ReplayReport report =
        recordings.isPresent()
            ? replay(recordings.get(), client, shown, framesPerSecond)
            : replay(
                set == ImageSet.TRAIN ? data.train(seed) : data.test(),
                client,
                shown,
                framesPerSecond);
    double seconds = (System.nanoTime() - begun) / 1e9;
    command
        .commandLine()
        .getOut()
        .println(
            Figures.count(report.frames())
                + " frames and "
                + Figures.count(report.labels())
                + " labels written in "
                + Figures.seconds(seconds));
  }

  /** Sends a single recording as the camera would. */
  private void stream(Path recording) {
    if (!(speed >= 0 && Double.isFinite(speed))) {
      throw new InputException("--speed is " + speed + ", must be 0 or more");
    }
    Properties client = kafka.client();
    TopicNames topics = kafka.topicsOfEvents();
    long start = ReplayStart.next(client, topics, kafka.timeout());
    CameraOptions options =
        new CameraOptions(modelKey, speed, Long.toString(start, Character.MAX_RADIX), start);
    long[] events = new long[1];
    long begun = System.nanoTime();
    ReplayReport report;
    try (ProgressDisplay display = ProgressDisplay.on(command.commandLine().getErr())) {
      report =
          new Replayer(client, topics, kafka.timeout())
              .replay(
                  recording,
                  options,
                  sent -> {
                    events[0] = sent;
                    display.show(Figures.count(sent) + " events");
                  });
    } catch (MalformedException e) {
      throw new InputException("--data " + recording + ": " + e.getMessage(), e);
    }
    command
        .commandLine()
        .getOut()
        .println(
            Figures.count(events[0])
                + " events in "
                + Figures.count(report.frames())
                + " packets written in "
                + Figures.seconds((System.nanoTime() - begun) / 1e9));
  }

  private ReplayReport replay(
      Dataset images, Properties client, Protocol shown, double framesPerSecond) {
    ProtocolOptions.requireFitting(shown, images, 0, to(), epochs);
    TopicNames topics = kafka.topics();
    ReplayOptions options = options(client, topics, shown, framesPerSecond);
    return shown(
        "frames",
        (long) epochs * Math.min(options.to(), images.size()),
        progress ->
            new Replayer(client, topics, kafka.timeout()).replay(images, options, progress));
  }

  private ReplayReport replay(
      LabelledRecordings recordings, Properties client, Protocol shown, double framesPerSecond) {
    try (recordings) {
      ProtocolOptions.requireFitting(shown, recordings, 0, to(), epochs);
      TopicNames topics = kafka.topicsOfEvents();
      ReplayOptions options = options(client, topics, shown, framesPerSecond);
      return shown(
          "recordings",
          (long) epochs * Math.min(options.to(), recordings.size()),
          progress ->
              new Replayer(client, topics, kafka.timeout()).replay(recordings, options, progress));
    }
  }

  private ReplayReport shown(
      String what, long all, Function<LongConsumer, ReplayReport> replaying) {
    try (ProgressDisplay display = ProgressDisplay.on(command.commandLine().getErr())) {
      return replaying.apply(sent -> display.show(what, sent, all, ""));
    }
  }

  private ReplayOptions options(
      Properties client, TopicNames topics, Protocol shown, double framesPerSecond) {
    return options(ReplayStart.next(client, topics, kafka.timeout()), framesPerSecond)
        .withProtocol(shown);
  }

  private ReplayOptions options(long start, double framesPerSecond) {
    return ReplayOptions.startingAt(start)
        .withModelKey(modelKey)
        .withRate(framesPerSecond)
        .withLabels(labels, LabelDelay.of(labelDelay))
        .withEpochs(epochs)
        .withRange(0, to())
        // Ids must differ between replays: the learner would take equal ones for duplicates.
        .withIdPrefix(Long.toString(start, Character.MAX_RADIX));
  }

  private int to() {
    return limit == null ? Integer.MAX_VALUE : limit;
  }
}
