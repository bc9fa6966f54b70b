package io.firstspike.engine.network;

/**
 * How examples are varied when the plain loop trains the decision layer. A stream is learned as it
 * comes.
 *
 * @param shift each image is shifted by up to so many pixels at random, across and down, anew at
 *     every label; what comes in at the edges is black
 */
public record TrainingSpec(int shift) {

  static final TrainingSpec PLAIN = new TrainingSpec(0);
}
