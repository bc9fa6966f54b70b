package io.firstspike.pipeline.app.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs the main class of another program in a process that ends when its parent process does, in
 * whatever way: the end of the parent closes the standard input.
 */
public final class ParentWatch {

  private ParentWatch() {}

  /** Runs the main class named by the first argument, with the other arguments. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(ParentWatch::watch, "firstspike-watch");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(args[0] + " failed", e.getCause());
    }
  }

  private static void watch() {
    try {
      while (System.in.read() >= 0) {
        // The parent writes nothing: only the end of the input counts.
      }
    } catch (IOException e) {
      // A failure counts as the end of the input.
    }
    Runtime.getRuntime().halt(1);
  }
}
