package io.firstspike.pipeline.app.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/**
 * Error output of the program, where the launcher keeps Java's own apart: Java begins every process
 * that uses the Vector API with a warning that its module incubates, which nothing turns off.
 */
public final class ErrorOutput {

  /** System property with the number of the file descriptor; not set: the usual one. */
  private static final String DESCRIPTOR = "firstspike.stderr";

  /** System property with the form of what Java's own loggers write there. */
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private ErrorOutput() {}

  /**
   * Makes {@link System#err} the error output that the launcher was started with, where a warning
   * of the engine, such as that a device has failed and the processor goes on, is one line.
   */
  public static void open() {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "%4$s: %5$s%n");
    }
    Integer number = Integer.getInteger(DESCRIPTOR);
    if (number != null) {
      System.setErr(new PrintStream(stream(number), true, StandardCharsets.UTF_8));
    }
  }

  private static OutputStream stream(int number) {
    try {
      Constructor<FileDescriptor> descriptor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      descriptor.setAccessible(true);
      return new FileOutputStream(descriptor.newInstance(number));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Rather beside the results than nowhere.
      return System.out;
    }
  }
}
