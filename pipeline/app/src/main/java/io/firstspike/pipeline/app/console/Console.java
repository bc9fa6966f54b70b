package io.firstspike.pipeline.app.console;

import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * Prints what a command says while it runs: lines that stay, on the standard output, and one that
 * tells how far it is, on the error output. Thread-safe.
 */
public final class Console implements AutoCloseable {

  private final PrintWriter out;
  private final ProgressDisplay display;

  public Console(CommandLine command) {
    this.out = command.getOut();
    this.display = ProgressDisplay.on(command.getErr());
  }

  /** Prints a line that stays. */
  public synchronized void say(String line) {
    display.clear();
    out.println(line);
    out.flush();
  }

  /** Shows how far the command is; empty: nothing to tell yet. */
  public synchronized void progress(String text) {
    if (!text.isEmpty()) {
      display.show(text);
    }
  }

  /** Shows how far the command has come in the end; empty: nothing to tell. */
  public synchronized void end(String text) {
    display.last(text);
  }

  /** Takes a line that changes away. */
  @Override
  public synchronized void close() {
    display.clear();
  }
}
