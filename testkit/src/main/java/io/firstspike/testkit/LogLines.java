package io.firstspike.testkit;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A collector of the lines that one of Java's own loggers is given. */
public final class LogLines extends Handler {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines() {}

  /** The lines that the logger of this name is given while {@code work} runs, on any thread. */
  public static List<String> during(String name, Runnable work) {
    Logger logger = Logger.getLogger(name);
    LogLines collector = new LogLines();
    logger.addHandler(collector);
    try {
      work.run();
    } finally {
      logger.removeHandler(collector);
    }
    return collector.lines;
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(MessageFormat.format(line.getMessage(), line.getParameters()));
  }

  @Override
  public void flush() {
    // Nothing is buffered.
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }
}
