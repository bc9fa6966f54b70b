package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.app.launch.StopSignal;
import io.firstspike.pipeline.app.watch.LoggedFailures;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.PartitionsOption;
import io.firstspike.pipeline.stream.options.Ranges;
import io.firstspike.pipeline.stream.options.TopicOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the embedded broker alone, for other commands and programs on this machine. */
@Command(
    name = "broker",
    description =
        "Run a Kafka broker for this machine only, with the topics created, until Ctrl-C.")
final class Broker implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  @Spec private CommandSpec command;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9092",
      description = "TCP port, 1 to 65,535, or 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Keep the records here from one start to the next (default: a temporary folder, deleted"
              + " at the end).")
  private Path folder;

  @Mixin private TopicOptions topics;
  @Mixin private PartitionsOption partitions;

  @Override
  public Integer call() throws Exception {
    Ranges.require("--port", port, 0, 65_535);
    TopicNames names = topics.names();
    int count = partitions.count();
    PrintWriter out = command.commandLine().getOut();
    try (StopSignal stop = new StopSignal();
        LoggedFailures deaths = LoggedFailures.ofBroker();
        EmbeddedBroker broker = stop.unlessStopped(this::start)) {
      TopicNames ofEvents = topics.namesOfEvents();
      Topics.ensure(broker.clientProperties(), names, count);
      Topics.ensure(broker.clientProperties(), ofEvents, count);
      out.println("broker at " + broker.bootstrapServers());
      out.println("topics " + String.join(", ", names.all()) + ", " + ofEvents.frames());
      out.println("Ctrl-C stops it" + (folder == null ? " and deletes its records" : ""));
      while (!stop.within(LOOK_EVERY)) {
        deaths.requireAlive(broker);
      }
    }
    out.println("broker stopped");
    return ExitCode.OK;
  }

  private EmbeddedBroker start() {
    try {
      return EmbeddedBroker.start(new EmbeddedBroker.Options(port, Optional.ofNullable(folder)));
    } catch (IOException e) {
      throw new InputException("the broker did not start: " + e.getMessage(), e);
    }
  }
}
