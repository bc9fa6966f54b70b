package io.firstspike.engine.nd4j.gradient;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * A rate that falls along half a cosine to 0 (I. Loshchilov and F. Hutter 2017, without restarts).
 *
 * @param rate at the beginning
 * @param steps until it is 0
 */
record CosineSchedule(double rate, int steps) implements ISchedule {

  @Override
  public double valueAt(int step, int epoch) {
    return rate / 2 * (1 + Math.cos(Math.PI * step / steps));
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
