package io.firstspike.pipeline.stream.submit;

import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.options.LearningOptions;
import io.firstspike.pipeline.stream.start.JobStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the learning job on the cluster whose client has started this program. */
@Command(name = "run", description = "Classify the frames topic and learn from the labels topic.")
final class RunOnCluster implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private LearningOptions learning;
  @Mixin private LocalOnlyOptions local;

  @Override
  public Integer call() throws Exception {
    local.refuse();
    LearningSettings settings = learning.settings();
    PrintWriter out = command.commandLine().getOut();
    learning.notes(settings).forEach(out::println);
    JobStart start = start(settings);
    learning.remarks(start).forEach(out::println);
    out.flush();
    FlinkClient.run(start.settings());
    return ExitCode.OK;
  }

  private JobStart start(LearningSettings settings) throws IOException {
    if (FlinkClient.restores()) {
      // The learner itself checks the state that it restores.
      return new JobStart(settings, List.of());
    }
    return JobStart.withoutCheckpoint(settings, learning.starting());
  }
}
