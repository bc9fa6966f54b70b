package io.firstspike.pipeline.stream.submit;

import io.firstspike.pipeline.stream.job.ServingSettings;
import io.firstspike.pipeline.stream.options.ServingOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the serving job on the cluster whose client has started this program. */
@Command(
    name = "serve",
    description =
        "Classify the frames topic with the latest version of each model on the models topic, and"
            + " never learn.")
final class ServeOnCluster implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private ServingOptions serving;
  @Mixin private LocalOnlyOptions local;

  @Override
  public Integer call() throws Exception {
    local.refuse();
    ServingSettings settings = serving.settings();
    PrintWriter out = command.commandLine().getOut();
    serving.notes(settings).forEach(out::println);
    out.flush();
    FlinkClient.run(settings);
    return ExitCode.OK;
  }
}
