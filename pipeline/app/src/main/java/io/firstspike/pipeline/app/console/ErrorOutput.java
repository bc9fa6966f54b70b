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

  private ErrorOutput() {}

  /** Makes {@link System#err} the error output that the launcher was started with. */
  public static void open() {
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
