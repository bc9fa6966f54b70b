package io.firstspike.pipeline.cli;

import io.firstspike.connectors.broker.BrokerUnavailableException;
import io.firstspike.connectors.broker.MissingTopicsException;
import io.firstspike.connectors.dataset.DatasetException;
import io.firstspike.connectors.replay.ReplayException;
import io.firstspike.engine.exchange.FormatException;
import io.firstspike.engine.learning.VolleyCacheException;
import io.firstspike.engine.network.ModelFileException;
import io.firstspike.engine.network.SpecException;
import io.firstspike.pipeline.cluster.ClusterException;
import io.firstspike.pipeline.job.SettingsException;
import io.firstspike.pipeline.start.StartException;
import io.firstspike.pipeline.watch.Reasons;
import io.firstspike.pipeline.watch.StreamFailedException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns every failure into one line on the error output and an exit code: 2 for bad input, else 1.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private static final Set<Class<?>> BAD_INPUT =
      Set.of(
          InputException.class,
          SpecException.class,
          ModelFileException.class,
          VolleyCacheException.class,
          FormatException.class,
          DatasetException.class,
          BrokerUnavailableException.class,
          MissingTopicsException.class,
          ReplayException.class,
          SettingsException.class,
          StartException.class,
          ClusterException.class);

  /** What shells give a program that Ctrl-C ended. */
  private static final int STOPPED = 130;

  private final BooleanSupplier verbose;

  Failures(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print(
        command,
        "firstspike: " + inWords(oneLine(failure)) + " (see " + name + " --help)",
        failure);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    if (failure instanceof ParameterException usage) {
      return handleParseException(usage, new String[0]);
    }
    if (BAD_INPUT.contains(failure.getClass())) {
      print(command, "firstspike: " + oneLine(failure), failure);
      return ExitCode.USAGE;
    }
    if (failure instanceof CancellationException) {
      print(command, "firstspike: " + oneLine(failure), failure);
      return STOPPED;
    }
    String reason =
        failure instanceof StreamFailedException ? oneLine(failure) : Reasons.innermost(failure);
    print(command, "firstspike failed: " + reason + Log.hint(), failure);
    return ExitCode.SOFTWARE;
  }

  private void print(CommandLine command, String line, Exception failure) {
    command.getErr().println(line);
    if (verbose.getAsBoolean()) {
      failure.printStackTrace(command.getErr());
    }
    command.getErr().flush();
  }

  /** Picocli calls numbers by the names of Java's types. */
  private static String inWords(String line) {
    return line.replaceFirst(" is not an int$", " is not a whole number up to 2,147,483,647")
        .replaceFirst(" is not a long$", " is not a whole number")
        .replaceFirst(" is not a double$", " is not a number such as 0.5");
  }

  private static String oneLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
