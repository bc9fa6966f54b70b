package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.pipeline.stream.options.LearningOptions;
import io.firstspike.pipeline.stream.options.ServingOptions;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** Arguments of a job in a manifest, read with the job's own options. */
final class JobArguments {

  @Command(name = "run")
  private static final class Run {
    @Mixin private LearningOptions learning;
  }

  @Command(name = "serve")
  private static final class Serve {
    @Mixin private ServingOptions serving;
  }

  private final ParseResult parsed;

  private JobArguments(Object job, List<String> arguments) {
    CommandLine line = new CommandLine(job).setCaseInsensitiveEnumValuesAllowed(true);
    assertThat(arguments.get(0)).isEqualTo(line.getCommandName());
    parsed = line.parseArgs(arguments.subList(1, arguments.size()).toArray(new String[0]));
  }

  /** Reads arguments of the learning job; an option that it does not have ends in an exception. */
  static JobArguments ofLearning(List<String> arguments) {
    return new JobArguments(new Run(), arguments);
  }

  /** Reads arguments of the serving job, as {@link #ofLearning} does. */
  static JobArguments ofServing(List<String> arguments) {
    return new JobArguments(new Serve(), arguments);
  }

  /** The value of an option that is given or has a default. */
  String value(String option) {
    return parsed.commandSpec().findOption(option).getValue().toString();
  }
}
