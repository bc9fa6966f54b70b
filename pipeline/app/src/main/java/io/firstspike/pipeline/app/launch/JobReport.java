package io.firstspike.pipeline.app.launch;

import io.firstspike.pipeline.app.console.Console;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is told of an embedded job while it runs.
 *
 * @param purpose what it does, in words
 * @param modelOut the file that follows the model of {@code modelKey}, if any
 * @param modelKey whose model
 * @param console where to
 */
public record JobReport(String purpose, Optional<Path> modelOut, String modelKey, Console console) {

  /** Tells something that is new; from any thread. */
  public void say(String text) {
    console.say(text);
  }
}
