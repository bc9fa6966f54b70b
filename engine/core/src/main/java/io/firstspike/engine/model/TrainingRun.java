package io.firstspike.engine.model;

import java.util.List;

/**
 * Names a command that a model has learned by, and what it learned from, so that it can be
 * repeated.
 *
 * @param command the program's arguments, with everything that decides the result
 * @param data the folder or the set that was learned from
 * @param dataSha256 over its images and labels in the order learned, in hexadecimal
 * @param images how many they are
 */
public record TrainingRun(List<String> command, String data, String dataSha256, int images) {

  public TrainingRun {
    command = List.copyOf(command);
  }
}
