package io.firstspike.pipeline.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is told of an embedded job while it runs.
 *
 * @param purpose what it does, in words
 * @param modelOut the file that follows the model of {@code modelKey}, if any
 * @param modelKey whose model
 * @param out where to
 */
record JobReport(String purpose, Optional<Path> modelOut, String modelKey, PrintWriter out) {

  void say(String text) {
    out.println(text);
    out.flush();
  }
}
