package io.firstspike.pipeline.app.launch;

import io.firstspike.pipeline.app.console.Console;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The report of an embedded job while it runs.
 *
 * @param purpose the job's purpose, in words
 * @param modelOut the file that follows the model of {@code modelKey}, if any
 * @param modelKey the model key for {@code modelOut}
 * @param figures the file that the job's figures are written to in the end, if any
 * @param console receives the messages
 */
public record JobReport(
    String purpose,
    Optional<Path> modelOut,
    String modelKey,
    Optional<Path> figures,
    Console console) {

  /** Prints a message; from any thread. */
  public void say(String text) {
    console.say(text);
  }
}
