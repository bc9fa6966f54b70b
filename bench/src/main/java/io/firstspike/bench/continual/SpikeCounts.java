package io.firstspike.bench.continual;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.Arrays;

/**
 * Describes an image by a network's spikes: for each map that the decision layer sees, the share of
 * its neurons that fire in each quarter, upper left to lower right, times four. All 20,000 inputs
 * of the decision layer would be too many for most learners.
 */
final class SpikeCounts implements Attributes {

  private static final int QUARTERS = 4;

  /** MOA's naive Bayes multiplies densities, and beyond this range loses them all. */
  private static final double MOST = 4;

  private final Classifier classifier;
  private final Shape shape;

  /** For each place of a map, its quarter. */
  private final int[] quarters;

  /** For each quarter, its number of places. */
  private final double[] places = new double[QUARTERS];

  SpikeCounts(Network network) {
    this.classifier = new Classifier(network);
    this.shape = network.evidence();
    this.quarters = new int[shape.locations()];
    for (int place = 0; place < quarters.length; place++) {
      int row = place / shape.width();
      int column = place % shape.width();
      quarters[place] = (2 * row >= shape.height() ? 2 : 0) + (2 * column >= shape.width() ? 1 : 0);
      places[quarters[place]]++;
    }
  }

  @Override
  public int count() {
    return QUARTERS * shape.maps();
  }

  @Override
  public void describe(Image image, double[] values) {
    Arrays.fill(values, 0, count(), 0);
    Volley evidence = classifier.borrowEvidence(image);
    for (int i = 0; i < evidence.count(); i++) {
      int neuron = evidence.spike(i);
      int quarter = quarters[neuron % shape.locations()];
      values[neuron / shape.locations() * QUARTERS + quarter] += MOST / places[quarter];
    }
  }
}
