package io.firstspike.pipeline.app.console;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows the progress of a task: on a terminal one changing line, elsewhere a plain line every few
 * seconds. Not thread-safe.
 */
public final class ProgressDisplay implements AutoCloseable {

  /**
   * The system property with the width of the terminal for the error output, in columns; 0 if the
   * output goes elsewhere. Set by the launcher, since Java cannot find out.
   */
  private static final String COLUMNS = "firstspike.columns";

  private static final int LEAST_WIDTH = 40;
  private static final long LINE_EVERY_NANOS = 5_000_000_000L;
  private static final long TEXT_EVERY_NANOS = 10_000_000_000L;

  private final PrintWriter err;
  private final int width;
  private String task = "";
  private ProgressBar bar;
  private long lastDone;
  private long lastLine = System.nanoTime() - TEXT_EVERY_NANOS;
  private String text = "";

  private ProgressDisplay(PrintWriter err, int width) {
    this.err = err;
    this.width = width;
  }

  /** Makes a display on the error output {@code err}. */
  public static ProgressDisplay on(PrintWriter err) {
    return new ProgressDisplay(err, Integer.getInteger(COLUMNS, 0));
  }

  /**
   * Shows that {@code done} of {@code planned} steps of {@code task} are done, followed by {@code
   * note}.
   */
  public void show(String task, long done, long planned, String note) {
    if (width > 0) {
      showBar(task, done, planned, note);
    } else {
      showLine(task, done, planned, note);
    }
  }

  /**
   * Shows a line of a task without a known end: on a terminal in place of the line before;
   * elsewhere if it is new and the line before was some time ago.
   */
  public void show(String line) {
    if (width > 0) {
      clear();
      text = line.substring(0, Math.min(line.length(), Math.max(LEAST_WIDTH, width - 1)));
      err.print(text);
      err.flush();
    } else if (!line.equals(text) && System.nanoTime() - lastLine >= TEXT_EVERY_NANOS) {
      text = line;
      lastLine = System.nanoTime();
      err.println(line);
      err.flush();
    }
  }

  /** Shows a last line, which stays, unless it has been printed already. */
  void last(String line) {
    boolean stands = width == 0 && line.equals(text);
    clear();
    if (!stands && !line.isEmpty()) {
      err.println(line);
      err.flush();
    }
    text = line;
  }

  /** Removes the changing line, so that another can be printed in its place. */
  void clear() {
    if (width > 0 && !text.isEmpty()) {
      err.print("\r" + " ".repeat(text.length()) + "\r");
      err.flush();
      text = "";
    }
  }

  /** Ends the changing line. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      err.println();
      err.flush();
    }
  }

  private void showBar(String name, long done, long planned, String note) {
    if (bar == null || !name.equals(task)) {
      close();
      task = name;
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(planned)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .setConsumer(
                  new DelegatingProgressBarConsumer(this::redraw, Math.max(LEAST_WIDTH, width - 1)))
              .build();
    }
    bar.maxHint(planned).stepTo(done).setExtraMessage(" " + note);
  }

  private void redraw(String line) {
    err.print("\r" + line);
    err.flush();
  }

  private void showLine(String name, long done, long planned, String note) {
    long now = System.nanoTime();
    boolean due = done == planned || now - lastLine >= LINE_EVERY_NANOS;
    if (name.equals(task) && (done == lastDone || !due)) {
      return;
    }
    task = name;
    lastDone = done;
    lastLine = now;
    err.println(
        String.format(Locale.ROOT, "%s: %,d of %,d  %s", name, done, planned, note).strip());
    err.flush();
  }
}
