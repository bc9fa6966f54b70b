package io.firstspike.pipeline.app.page;

import io.firstspike.connectors.admin.MissingTopicsException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.app.launch.StopSignal;
import io.firstspike.pipeline.stream.options.FrameOptions;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.KafkaOptions;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the page of a pipeline that runs elsewhere. */
@Command(
    name = "ui",
    description =
        "Serve a page that shows what the networks of a pipeline do while they do it, and lets"
            + " people give labels to frames, until Ctrl-C. It reads the pipeline's topics and"
            + " writes the labels topic; the job need not know of it.")
public final class Ui implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  @Spec private CommandSpec command;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--predictions-topic",
      paramLabel = "NAME",
      description =
          "The predictions to show: those of serve, where it has a topic of its own (default:"
              + " predictions, with the prefix).")
  private String predictions;

  @Mixin private PageOptions page;
  @Mixin private FrameOptions frames;
  @Mixin private NetworkLimitOption limit;

  @Override
  public Integer call() throws Exception {
    page.check();
    Properties client = kafka.client();
    TopicNames topics = topics();
    PrintWriter out = command.commandLine().getOut();
    waited(client, topics).ifPresent(out::println);
    try (StopSignal stop = new StopSignal();
        Page served =
            Page.open(
                client,
                topics,
                kafka.topicsOfEvents().frames(),
                frames.rules(),
                limit.limit(),
                page)) {
      out.println("page at " + served.url() + "; Ctrl-C stops it");
      out.flush();
      while (!stop.within(LOOK_EVERY)) {
        if (served.failure().isPresent()) {
          throw served.failure().get();
        }
      }
    }
    out.println("stopped");
    return ExitCode.OK;
  }

  /** What the page waits for. A pipeline that takes events has a topic of these, and no frames. */
  private Optional<String> waited(Properties client, TopicNames topics) {
    try {
      Topics.requireReadable(client, topics.all(), kafka.timeout());
      return Optional.empty();
    } catch (MissingTopicsException e) {
      List<String> ofEvents = topics.withFrames(kafka.topicsOfEvents().frames()).all();
      try {
        Topics.requireReadable(client, ofEvents, kafka.timeout());
        return Optional.empty();
      } catch (MissingTopicsException others) {
        return Optional.of("the page waits for topics: " + e.getMessage());
      }
    }
  }

  private TopicNames topics() {
    TopicNames names = kafka.topics();
    if (predictions == null) {
      return names;
    }
    try {
      return names.withPredictions(predictions);
    } catch (IllegalArgumentException e) {
      throw new InputException("--predictions-topic " + predictions + ": " + e.getMessage(), e);
    }
  }
}
