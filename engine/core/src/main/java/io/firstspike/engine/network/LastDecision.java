package io.firstspike.engine.network;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.spike.Shape;
import java.util.Optional;

/**
 * Last decision of a decision layer: the neuron that decided, and the strongest one of any other
 * label. The next decision overwrites it, so that none takes new memory.
 */
final class LastDecision {

  private static final int NONE = -1;

  private final Shape shape;
  private final int neuronsPerLabel;
  private int winner = NONE;
  private int location;
  private int step;
  private float potential;
  private int other = NONE;
  private float otherPotential;

  /**
   * No neuron has decided yet.
   *
   * @param shape of the decision layer
   */
  LastDecision(Shape shape, int neuronsPerLabel) {
    this.shape = shape;
    this.neuronsPerLabel = neuronsPerLabel;
  }

  /**
   * Forgets what was decided: no neuron has.
   *
   * @param lastStep the last time step of what is decided on now
   */
  void clear(int lastStep) {
    winner = NONE;
    other = NONE;
    step = lastStep;
  }

  /**
   * Notes the neuron that decides.
   *
   * @param firedAt the time step in which it fired, or the last one if it need not fire
   */
  void noteWinner(int map, int at, int firedAt, float itsPotential) {
    winner = map;
    location = at;
    step = firedAt;
    potential = itsPotential;
  }

  /** Notes the strongest neuron of any label but the winner's. */
  void noteRunnerUp(int map, float itsPotential) {
    other = map;
    otherPotential = itsPotential;
  }

  /** The label that neuron {@code map} stands for; that of no neuron, -1, is -1. */
  private int labelOf(int map) {
    return map == NONE ? -1 : map / neuronsPerLabel;
  }

  /** The label that was decided for, an index into the spec's labels; -1 if silent. */
  int label() {
    return labelOf(winner);
  }

  /** The neuron that decided, as its flat index; -1 if the layer was silent. */
  int winner() {
    return winner == NONE ? -1 : winner * shape.locations() + location;
  }

  /** The time step in which it fired, or the last one if it need not fire. */
  int step() {
    return step;
  }

  /** All of it, to be kept. */
  Decision decision() {
    if (winner == NONE) {
      return Decision.SILENT;
    }
    int row = location / shape.width();
    return new Decision(
        Optional.of(new Winner(winner, row, location % shape.width(), step, potential)),
        labelOf(winner),
        labelOf(other),
        other == NONE ? 0 : otherPotential);
  }
}
