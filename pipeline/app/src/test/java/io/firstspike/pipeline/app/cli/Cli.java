package io.firstspike.pipeline.app.cli;

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

  List<String> errorLines() {
    return err.lines().toList();
  }
}
