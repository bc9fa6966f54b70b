package io.firstspike.engine.activity;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;

/** Counts of one layer's spikes while volleys come. */
final class SpikeTally {

  private final String layer;
  private final Shape shape;
  private final long[] byMap;
  private final int[] stimuliByMap;
  private final int[] lastStimulus;
  private final long[] byStep;
  private int stimuli;

  SpikeTally(String layer, Shape shape, int steps) {
    this.layer = layer;
    this.shape = shape;
    this.byMap = new long[shape.maps()];
    this.stimuliByMap = new int[shape.maps()];
    this.lastStimulus = new int[shape.maps()];
    this.byStep = new long[steps];
  }

  void count(Spikes volley) {
    stimuli++;
    for (int step = 0; step < byStep.length; step++) {
      byStep[step] += volley.end(step) - volley.start(step);
    }
    for (int i = 0; i < volley.count(); i++) {
      int map = volley.spike(i) / shape.locations();
      byMap[map]++;
      if (lastStimulus[map] != stimuli) {
        lastStimulus[map] = stimuli;
        stimuliByMap[map]++;
      }
    }
  }

  LayerActivity activity() {
    return new LayerActivity(
        layer, shape, stimuli, byMap.clone(), stimuliByMap.clone(), byStep.clone());
  }
}
