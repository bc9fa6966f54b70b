package io.firstspike.engine.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Origin of a model's weights: together with the spec, enough to train them again.
 *
 * @param software name and version of the program that made the model
 * @param seed seed of the first weights and of everything random in learning
 * @param data description of the training data: data set or topics, order, offsets
 * @param framesLearned number of frames that the feature layers have learned from
 * @param labelsLearned number of labels that the decision layer has learned from
 * @param runs the commands that trained the model, in their order; empty if it was not trained by
 *     commands, or by a version that did not record them
 */
@API(status = Status.MAINTAINED)
public record Provenance(
    String software,
    long seed,
    String data,
    long framesLearned,
    long labelsLearned,
    @JsonIgnore List<TrainingRun> runs) {

  /** Name and version of this program. */
  public static final String SOFTWARE = "FirstSpike " + version();

  public Provenance {
    runs = runs == null ? List.of() : List.copyOf(runs);
  }

  /** Creates a provenance without commands, the form that is published on topics. */
  @JsonCreator
  public Provenance(
      @JsonProperty("software") String software,
      @JsonProperty("seed") long seed,
      @JsonProperty("data") String data,
      @JsonProperty("framesLearned") long framesLearned,
      @JsonProperty("labelsLearned") long labelsLearned) {
    this(software, seed, data, framesLearned, labelsLearned, List.of());
  }

  /** The version of the build: the root pom states it, once. */
  private static String version() {
    Properties version = new Properties();
    try (InputStream stated = Provenance.class.getResourceAsStream("version.properties")) {
      version.load(stated);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return version.getProperty("version");
  }

  /** This provenance with the commands {@code told}; with none if {@code told} is null. */
  Provenance with(List<TrainingRun> told) {
    return new Provenance(software, seed, data, framesLearned, labelsLearned, told);
  }

  /** This provenance with the commands {@code before}, followed by {@code run}. */
  public Provenance after(List<TrainingRun> before, TrainingRun run) {
    List<TrainingRun> all = new ArrayList<>(before);
    all.add(run);
    return with(all);
  }
}
