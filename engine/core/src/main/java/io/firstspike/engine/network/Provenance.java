package io.firstspike.engine.network;

/**
 * Where a model's weights come from: with the spec, enough to make them again.
 *
 * @param software version of FirstSpike that made it
 * @param seed of the first weights
 * @param data what it was trained on, in words: data set or topics, order, offsets
 * @param framesLearned frames its feature layers learned from
 * @param labelsLearned labels its decision layer learned from
 */
public record Provenance(
    String software, long seed, String data, long framesLearned, long labelsLearned) {

  /** The version of this software. */
  public static final String SOFTWARE = "FirstSpike 0.1.0";
}
