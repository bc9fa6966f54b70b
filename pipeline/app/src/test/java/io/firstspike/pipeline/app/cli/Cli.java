package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * The result of one command, run to its end.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its error output
 */
record Cli(int code, String out, String err) {

  static Cli run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = FirstSpike.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Cli(code, out.toString(), err.toString());
  }

  /** Runs a command that succeeds. */
  static Cli succeed(String... args) {
    Cli run = run(args);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  /** Runs a command that is refused in one line. */
  static void refused(String message, String... args) {
    Cli run = run(args);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.errorLines()).singleElement().asString().contains(message);
  }

  List<String> errorLines() {
    return err.lines().toList();
  }
}
