package io.firstspike.engine.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a model's weights come from: with the spec, enough to make them again.
 *
 * @param software version of FirstSpike that made it
 * @param seed of the first weights
 * @param data what it was trained on, in words: data set or topics, order, offsets
 * @param framesLearned frames its feature layers learned from
 * @param labelsLearned labels its decision layer learned from
 * @param runs the commands it was trained by, the first one first; empty if it was not, or by a
 *     version that did not tell
 */
public record Provenance(
    String software,
    long seed,
    String data,
    long framesLearned,
    long labelsLearned,
    @JsonIgnore List<TrainingRun> runs) {

  /** The version of this software. */
  public static final String SOFTWARE = "FirstSpike 0.1.0";

  public Provenance {
    runs = runs == null ? List.of() : List.copyOf(runs);
  }

  /** A provenance that tells of no commands, as it is on topics. */
  @JsonCreator
  public Provenance(
      @JsonProperty("software") String software,
      @JsonProperty("seed") long seed,
      @JsonProperty("data") String data,
      @JsonProperty("framesLearned") long framesLearned,
      @JsonProperty("labelsLearned") long labelsLearned) {
    this(software, seed, data, framesLearned, labelsLearned, List.of());
  }

  /** This provenance with these commands, or none if {@code told} is null. */
  Provenance with(List<TrainingRun> told) {
    return new Provenance(software, seed, data, framesLearned, labelsLearned, told);
  }

  /** This provenance after {@code before}'s commands and one more. */
  public Provenance after(List<TrainingRun> before, TrainingRun run) {
    List<TrainingRun> all = new ArrayList<>(before);
    all.add(run);
    return with(all);
  }
}
