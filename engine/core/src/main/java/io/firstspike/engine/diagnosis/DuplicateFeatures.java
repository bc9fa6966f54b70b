package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Maps that have learned the same as another map. */
final class DuplicateFeatures implements LayerCheck {

  /** The cosine of two maps' weights from which they count as the same. */
  private static final double SAME = 0.98;

  /** The share of duplicates above which it is a fault. */
  private static final double LIMIT = 0.2;

  @Override
  public Optional<Finding> find(LayerSigns layer) {
    int duplicates = count(layer.rows());
    double share = (double) duplicates / layer.maps();
    return share <= LIMIT
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "duplicate features",
                layer.spec().name(),
                duplicates
                    + " of "
                    + layer.maps()
                    + " maps ("
                    + Finding.percent(share)
                    + ") have the weights of a map before them",
                share,
                LIMIT,
                "take fewer maps, show more varied data, or make weights.deviation of the layer"
                    + " larger, so that maps begin more differently"));
  }

  /** The number of rows that are the same as one before them; rows of zeros do not count. */
  static int count(float[][] rows) {
    double[] norms = new double[rows.length];
    int duplicates = 0;
    for (int row = 0; row < rows.length; row++) {
      norms[row] = Math.sqrt(product(rows[row], rows[row]));
      for (int other = 0; norms[row] > 0 && other < row; other++) {
        if (product(rows[row], rows[other]) > SAME * norms[row] * norms[other]
            && norms[other] > 0) {
          duplicates++;
          break;
        }
      }
    }
    return duplicates;
  }

  private static double product(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
