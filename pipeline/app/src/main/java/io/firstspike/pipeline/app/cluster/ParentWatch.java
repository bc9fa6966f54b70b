package io.firstspike.pipeline.app.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another program's main class in a process that ends when the process that started it does,
 * however that ends: its standard input ends then.
 */
public final class ParentWatch {

  private ParentWatch() {}

  /** The first argument is the name of the main class, the others are its arguments. */
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
        // Nobody writes anything.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(1);
  }
}
