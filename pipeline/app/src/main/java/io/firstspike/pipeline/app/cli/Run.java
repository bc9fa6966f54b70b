package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.app.console.Console;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.launch.JobReport;
import io.firstspike.pipeline.app.launch.LaunchOptions;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.options.LearningOptions;
import io.firstspike.pipeline.stream.start.JobStart;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the learning job in this JVM. */
@Command(
    name = "run",
    description =
        "Classify the frames topic and learn from the labels topic, until Ctrl-C. On a Flink"
            + " cluster: flink run firstspike-job.jar run ...")
final class Run implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private LearningOptions learning;
  @Mixin private LaunchOptions launch;

  @Option(
      names = "--model-out",
      paramLabel = "FILE",
      description = "Keep the latest model of --model-key in this file.")
  private Path modelOut;

  @Option(
      names = "--model-key",
      paramLabel = "TEXT",
      defaultValue = "default",
      description = "Whose model --model-out keeps (default: ${DEFAULT-VALUE}).")
  private String modelKey;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = {
        "When the job ends, write its figures here, as JSON, and beside it, with the ending .csv,"
            + " accuracy over labels by model key: a row per 1,000 with the columns curve, labels,"
            + " right, wrong, accuracy and accuracySoFar. They are those of the metrics topic since"
            + " this start."
      })
  private Path reportFile;

  @Override
  public Integer call() throws Exception {
    OutputFiles.requireWritable("--model-out", modelOut);
    Report.requireWritable("--report", reportFile);
    LearningSettings settings = learning.settings();
    PrintWriter out = command.commandLine().getOut();
    learning.notes(settings).forEach(out::println);
    out.flush();
    TopicNames topics = settings.run().topics();
    Optional<Path> kept = Optional.ofNullable(modelOut);
    JobReport report =
        new JobReport(
            "classifies " + topics.frames() + " and learns from " + topics.labels(),
            kept,
            modelKey,
            Optional.ofNullable(reportFile),
            new Console(command.commandLine()));
    JobStart start = launch.start(settings, learning.starting(kept, modelKey));
    learning.remarks(start).forEach(report::say);
    launch.run(start.settings(), report);
    return ExitCode.OK;
  }
}
