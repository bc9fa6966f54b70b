package io.firstspike.pipeline.cli;

/** Where warnings go; set by the launcher. */
final class Log {

  private Log() {}

  static String file() {
    return "the log " + System.getProperty("firstspike.log", "");
  }
}
