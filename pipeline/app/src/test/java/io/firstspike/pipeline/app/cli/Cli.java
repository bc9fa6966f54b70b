package io.firstspike.pipeline.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * One command, run to its end.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it printed to the error output
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
