package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.app.console.Console;
import io.firstspike.pipeline.app.launch.JobReport;
import io.firstspike.pipeline.app.launch.LaunchOptions;
import io.firstspike.pipeline.stream.job.ServingSettings;
import io.firstspike.pipeline.stream.options.ServingOptions;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the serving job in this JVM. */
@Command(
    name = "serve",
    description =
        "Classify the frames topic with the latest version of each model on the models topic, and"
            + " never learn, until Ctrl-C. On a Flink cluster: flink run firstspike-job.jar serve"
            + " ...")
final class Serve implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private ServingOptions serving;
  @Mixin private LaunchOptions launch;

  @Override
  public Integer call() throws Exception {
    ServingSettings settings = serving.settings();
    launch.require(settings, serving.timeout());
    PrintWriter out = command.commandLine().getOut();
    serving.notes(settings).forEach(out::println);
    out.flush();
    TopicNames topics = settings.run().topics();
    launch.run(
        settings,
        new JobReport(
            "classifies " + topics.frames() + " with the models of " + topics.models(),
            Optional.empty(),
            ModelKey.DEFAULT,
            Optional.empty(),
            new Console(command.commandLine())));
    return ExitCode.OK;
  }
}
