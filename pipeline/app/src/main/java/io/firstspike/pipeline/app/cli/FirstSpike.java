package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.dataset.DatasetException;
import io.firstspike.connectors.replay.ReplayException;
import io.firstspike.engine.exchange.FormatException;
import io.firstspike.engine.learning.VolleyCacheException;
import io.firstspike.engine.nir.NirException;
import io.firstspike.engine.onnx.OnnxException;
import io.firstspike.pipeline.app.cluster.Cluster;
import io.firstspike.pipeline.app.cluster.ClusterException;
import io.firstspike.pipeline.app.console.ErrorOutput;
import io.firstspike.pipeline.app.console.Log;
import io.firstspike.pipeline.app.convert.Convert;
import io.firstspike.pipeline.app.demo.Demo;
import io.firstspike.pipeline.app.doctor.Doctor;
import io.firstspike.pipeline.app.nir.Import;
import io.firstspike.pipeline.app.page.Ui;
import io.firstspike.pipeline.app.tuning.Tune;
import io.firstspike.pipeline.app.view.View;
import io.firstspike.pipeline.app.watch.Reasons;
import io.firstspike.pipeline.app.watch.StreamFailedException;
import io.firstspike.pipeline.ml.sql.SqlException;
import io.firstspike.pipeline.stream.options.Failures;
import io.firstspike.pipeline.stream.options.Version;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program's entry point: its command line. */
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

  private static final Set<Class<? extends Exception>> BAD_INPUT =
      Set.of(
          VolleyCacheException.class,
          FormatException.class,
          DatasetException.class,
          ReplayException.class,
          SqlException.class,
          NirException.class,
          OnnxException.class,
          ClusterException.class);

  private static final List<Class<?>> COMMANDS =
      List.of(
          Demo.class,
          Run.class,
          Serve.class,
          Ui.class,
          Sql.class,
          Replay.class,
          Broker.class,
          Cluster.class,
          Train.class,
          Evaluate.class,
          Classify.class,
          Inspect.class,
          Weights.class,
          Import.class,
          Export.class,
          View.class,
          Doctor.class,
          Tune.class,
          Convert.class,
          ListBackends.class);

  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "With an error, print its stack trace too.")
  private boolean verbose;

  private FirstSpike() {}

  /**
   * Runs one command and ends the process with exit code 0, with 2 after bad input, or with 1 after
   * a failure.
   */
  public static void main(String[] args) {
    main(args, List.of());
  }

  /** Runs one command of this module or of {@code more}; otherwise as {@link #main(String[])}. */
  public static void main(String[] args, List<Class<?>> more) {
    ErrorOutput.open();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Log.open(err, System.getenv(), args);
    System.exit(run(out, err, more, args));
  }

  /** Runs one command with these outputs and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(out, err, List.of(), args);
  }

  private static int run(PrintWriter out, PrintWriter err, List<Class<?>> more, String... args) {
    CommandLine commandLine = commandLine(more, List.of(args)::contains).setOut(out).setErr(err);
    FirstSpike top = commandLine.getCommand();
    Failures failures = new Failures(() -> top.verbose, BAD_INPUT, FirstSpike::reason);
    commandLine.setParameterExceptionHandler(failures);
    commandLine.setExecutionExceptionHandler(failures);
    return commandLine.execute(args);
  }

  /** All commands of this module, with all their options. */
  static CommandLine commandLine() {
    return commandLine(List.of(), name -> true);
  }

  /**
   * All commands of this module, and {@code more}. Those that are not asked for have their names
   * and descriptions alone, as it takes long to look for all their options.
   */
  private static CommandLine commandLine(List<Class<?>> more, Predicate<String> asked) {
    List<Class<?>> commands = new ArrayList<>(COMMANDS);
    commands.addAll(more);
    CommandLine commandLine = new CommandLine(new FirstSpike());
    for (Class<?> type : commands) {
      Command command = type.getAnnotation(Command.class);
      commandLine.addSubcommand(
          command.name(), asked.test(command.name()) ? type : outline(command));
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    // Set after the subcommands are added, which would inherit it.
    commandLine.getCommandSpec().usageMessage().footer(FOOTER);
    return commandLine;
  }

  private static CommandSpec outline(Command command) {
    CommandSpec outline = CommandSpec.create();
    outline.usageMessage().description(command.description());
    return outline;
  }

  private static String reason(Exception failure) {
    return (failure instanceof StreamFailedException
            ? Failures.oneLine(failure)
            : Reasons.innermost(failure))
        + Log.hint();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
