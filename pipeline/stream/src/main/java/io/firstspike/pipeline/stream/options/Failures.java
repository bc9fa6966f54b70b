package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.admin.BrokerUnavailableException;
import io.firstspike.connectors.admin.MissingTopicsException;
import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.pipeline.stream.settings.SettingsException;
import io.firstspike.pipeline.stream.start.StartException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.util.SerializedThrowable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns every failure of a command into one line on the error output and an exit code: 2 for bad
 * input, 130 where it was stopped, else 1.
 */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private static final Set<Class<? extends Exception>> BAD_INPUT =
      Set.of(
          InputException.class,
          SpecException.class,
          ModelFileException.class,
          BrokerUnavailableException.class,
          MissingTopicsException.class,
          SettingsException.class,
          StartException.class,
          BackendException.class);

  /** The exit code that shells give a program that Ctrl-C ended. */
  private static final int STOPPED = 130;

  /** Causes may go round in a circle. */
  private static final int MOST_CAUSES = 100;

  private static final String OWN = "io.firstspike.";

  /** The classes of exceptions whose messages tell the reason: this program's, and those of SQL. */
  private static final Pattern WRITTEN_FOR_USERS =
      Pattern.compile(
          "^(" + Pattern.quote(OWN) + "|org\\.apache\\.flink\\.table\\.api\\.)[\\w.$]+: ");

  private final BooleanSupplier verbose;
  private final Set<Class<? extends Exception>> badInput;
  private final Function<Exception, String> reason;

  /**
   * Failures of commands.
   *
   * @param verbose whether stack traces are printed, too
   * @param more exceptions that mean bad input, beside those of jobs
   * @param reason of any other failure, in one line
   */
  public Failures(
      BooleanSupplier verbose,
      Set<Class<? extends Exception>> more,
      Function<Exception, String> reason) {
    this.verbose = verbose;
    this.badInput = new HashSet<>(BAD_INPUT);
    badInput.addAll(more);
    this.reason = reason;
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
    if (badInput.contains(failure.getClass())) {
      print(command, "firstspike: " + oneLine(failure), failure);
      return ExitCode.USAGE;
    }
    if (failure instanceof CancellationException) {
      print(command, "firstspike: " + oneLine(failure), failure);
      return STOPPED;
    }
    print(command, "firstspike failed: " + reason.apply(failure), failure);
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

  /**
   * The cause of a failure that names what happened: the innermost of this program's own
   * exceptions, whose messages tell reason and remedy; if there is none, the innermost of all. The
   * others name where it was noticed.
   */
  public static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    Throwable own = null;
    for (int depth = 0; cause.getCause() != null && depth < MOST_CAUSES; depth++) {
      own = isOwn(cause) ? cause : own;
      cause = cause.getCause();
    }
    return own == null || isOwn(cause) ? cause : own;
  }

  /** Whether an exception is this program's own; one of a Flink task may have come as bytes. */
  private static boolean isOwn(Throwable cause) {
    String name =
        cause instanceof SerializedThrowable bytes
            ? bytes.getOriginalErrorClassName()
            : cause.getClass().getName();
    return name.startsWith(OWN) && cause.getMessage() != null;
  }

  /**
   * Leaves of the name of an exception's class, which Java prints before its message, what a reader
   * needs: nothing where the message is written for users, else the name without its packages.
   *
   * @param printed an exception as Java prints it
   */
  public static String withoutPackages(String printed) {
    return WRITTEN_FOR_USERS
        .matcher(printed)
        .replaceFirst("")
        .replaceFirst("^([\\w$]+\\.)+(?=[\\w$]+(: |$))", "");
  }

  /** The message of a failure in one line. */
  public static String oneLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
