package io.firstspike.engine.model;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A command that trained a model, with the data it learned from, so that it can be repeated.
 *
 * @param command the program's arguments, including every option that influences the result
 * @param data the folder or the name of the data set
 * @param dataSha256 SHA-256 over its images and labels in the order of learning, in hexadecimal
 * @param images number of images in the data set
 */
@API(status = Status.MAINTAINED)
public record TrainingRun(List<String> command, String data, String dataSha256, int images) {

  public TrainingRun {
    command = List.copyOf(command);
  }
}
