package io.firstspike.pipeline.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: the program's entry point, and the main class of the job jar. */
@Command(
    name = "firstspike",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    usageHelpAutoWidth = true)
public final class FirstSpike implements Runnable {

  private static final String[] FOOTER = {
    "", "firstspike bench measures accuracy and speed. To begin: firstspike demo"
  };

  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "With an error, print its stack trace too.")
  private boolean verbose;

  private FirstSpike() {}

  /** Runs one command; the process ends with 0, with 2 after bad input, with 1 after a failure. */
  public static void main(String[] args) {
    main(args, List.of());
  }

  /** As {@link #main(String[])}, with more commands than this module knows. */
  public static void main(String[] args, List<?> more) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    if (!FlinkClient.started()) {
      Log.open(err, System.getenv(), args);
    }
    int code = run(out, err, more, args);
    if (FlinkClient.started()) {
      requireSuccess(code);
    } else {
      System.exit(code);
    }
  }

  /** Within a cluster's client, to end the JVM would end the client, or the job manager itself. */
  private static void requireSuccess(int code) {
    if (code != 0) {
      throw new IllegalStateException("firstspike ended with exit code " + code + "; see above");
    }
  }

  /** Runs one command with these outputs and gives its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(out, err, List.of(), args);
  }

  private static int run(PrintWriter out, PrintWriter err, List<?> more, String... args) {
    FirstSpike top = new FirstSpike();
    CommandLine commandLine =
        new CommandLine(top)
            .addSubcommand(new Demo())
            .addSubcommand(new Run())
            .addSubcommand(new Serve())
            .addSubcommand(new Replay())
            .addSubcommand(new Broker())
            .addSubcommand(new Cluster())
            .addSubcommand(new Train())
            .addSubcommand(new Evaluate())
            .addSubcommand(new Classify())
            .addSubcommand(new ShowModel())
            .addSubcommand(new Weights())
            .addSubcommand(new Pictures())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true);
    more.forEach(commandLine::addSubcommand);
    // After the subcommands: they would inherit it.
    commandLine.getCommandSpec().usageMessage().footer(FOOTER);
    Failures failures = new Failures(() -> top.verbose);
    commandLine.setParameterExceptionHandler(failures);
    commandLine.setExecutionExceptionHandler(failures);
    return commandLine.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
