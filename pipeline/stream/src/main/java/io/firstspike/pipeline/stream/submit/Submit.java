package io.firstspike.pipeline.stream.submit;

import io.firstspike.pipeline.stream.options.Failures;
import io.firstspike.pipeline.stream.options.Version;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Main class of the job jar, which a Flink cluster's client starts ({@code flink run
 * firstspike-job.jar run ...}).
 */
@Command(
    name = "firstspike",
    description = "Learning and serving jobs on the Flink cluster whose client starts this.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    usageHelpAutoWidth = true)
public final class Submit implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "With an error, print its stack trace too.")
  private boolean verbose;

  private Submit() {}

  /**
   * Runs one command.
   *
   * @throws IllegalStateException if it fails; ending the JVM instead would end the client, or the
   *     job manager itself
   */
  public static void main(String[] args) {
    Submit top = new Submit();
    Failures failures = new Failures(() -> top.verbose, Set.of(), Submit::reason);
    int code =
        new CommandLine(top)
            .addSubcommand(new RunOnCluster())
            .addSubcommand(new ServeOnCluster())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(failures)
            .setExecutionExceptionHandler(failures)
            .execute(args);
    if (code != 0) {
      throw new IllegalStateException("firstspike ended with exit code " + code + "; see above");
    }
  }

  /** The message of the innermost cause, which names the failure. */
  private static String reason(Exception failure) {
    Throwable cause = Failures.innermost(failure);
    return cause.getClass().getSimpleName() + ": " + Failures.oneLine(cause);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
