package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.pipeline.stream.options.LearningOptions;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** Arguments of the learning job in a manifest, read with the job's own options. */
final class JobArguments {

  @Command(name = "run")
  private static final class Run {
    @Mixin private LearningOptions learning;
  }

  private final ParseResult parsed;

  /** Reads the arguments; an option that the job does not have ends in an exception. */
  JobArguments(List<String> arguments) {
    assertThat(arguments.get(0)).isEqualTo("run");
    parsed =
        new CommandLine(new Run())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(arguments.subList(1, arguments.size()).toArray(new String[0]));
  }

  /** The value of an option that is given or has a default. */
  String value(String option) {
    return parsed.commandSpec().findOption(option).getValue().toString();
  }
}
