package io.firstspike.pipeline.app.page;

import io.firstspike.pipeline.app.watch.Reasons;
import io.firstspike.pipeline.stream.options.Failures;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import picocli.CommandLine;

/** The page as a program of its own, for containers that hold nothing else of this program. */
public final class PageProgram {

  private PageProgram() {}

  /** Serves the page until it is stopped; the arguments are those of the command {@code ui}. */
  public static void main(String[] args) {
    Failures failures = new Failures(() -> false, Set.of(), Reasons::innermost);
    System.exit(
        new CommandLine(new Ui())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .setParameterExceptionHandler(failures)
            .setExecutionExceptionHandler(failures)
            .execute(args));
  }
}
