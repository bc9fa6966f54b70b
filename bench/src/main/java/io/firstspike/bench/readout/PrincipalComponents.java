package io.firstspike.bench.readout;

import io.firstspike.engine.spec.ReadOutSpec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The directions in which feature vectors vary most: eigenvectors of their covariance (EJML), which
 * is added up from the numbers that are not 0.
 */
final class PrincipalComponents {

  /** Rows of the covariance added up in one piece: small enough to stay in a core's cache. */
  private static final int ROWS = 16;

  private final double[][] axes;
  private final double[] centre;
  private final int[] columns;

  private PrincipalComponents(double[][] axes, double[] mean) {
    this.axes = axes;
    this.centre = Arrays.stream(axes).mapToDouble(axis -> product(axis, mean)).toArray();
    this.columns = IntStream.range(0, axes.length).toArray();
  }

  /**
   * The first {@code count} components of {@code examples}.
   *
   * @throws IllegalArgumentException if the vectors are too wide
   */
  static PrincipalComponents of(Examples examples, int count) {
    int width = examples.width();
    if (width > ReadOutSpec.MOST_FEATURES) {
      throw new IllegalArgumentException(
          "principal components of "
              + width
              + " features: at most "
              + ReadOutSpec.MOST_FEATURES
              + "; take a network with fewer pooled neurons, or readOut.components 0");
    }
    double[] mean = mean(examples);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(width, true, true);
    if (!eigen.decompose(covariance(examples, mean))) {
      throw new IllegalStateException("no eigenvectors found: the features are not finite numbers");
    }
    double[][] axes =
        IntStream.range(0, width)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
            .limit(count)
            .map(i -> oriented(eigen.getEigenVector(i).getData()))
            .toArray(double[][]::new);
    return new PrincipalComponents(axes, mean);
  }

  /** Where {@code vector} lies on each axis, seen from the mean. */
  FeatureVector project(FeatureVector vector) {
    float[] values = new float[axes.length];
    for (int i = 0; i < axes.length; i++) {
      double sum = 0;
      for (int j = 0; j < vector.columns().length; j++) {
        sum += axes[i][vector.columns()[j]] * vector.values()[j];
      }
      values[i] = (float) (sum - centre[i]);
    }
    return new FeatureVector(columns, values);
  }

  /** The axes, the one of the greatest variance first, each of length 1. */
  double[][] axes() {
    return axes;
  }

  private static double[] mean(Examples examples) {
    double[] mean = new double[examples.width()];
    for (FeatureVector vector : examples.vectors()) {
      for (int i = 0; i < vector.columns().length; i++) {
        mean[vector.columns()[i]] += vector.values()[i];
      }
    }
    return Arrays.stream(mean).map(sum -> sum / examples.size()).toArray();
  }

  private static DMatrixRMaj covariance(Examples examples, double[] mean) {
    int width = examples.width();
    DMatrixRMaj covariance = new DMatrixRMaj(width, width);
    // Each row is added up by one thread, in the order of the examples.
    IntStream.rangeClosed(0, (width - 1) / ROWS)
        .parallel()
        .forEach(block -> addProducts(examples.vectors(), block * ROWS, covariance));
    for (int i = 0; i < width; i++) {
      for (int j = i; j < width; j++) {
        double value =
            (covariance.get(i, j) - examples.size() * mean[i] * mean[j])
                / Math.max(1, examples.size() - 1);
        covariance.set(i, j, value);
        covariance.set(j, i, value);
      }
    }
    return covariance;
  }

  /**
   * Adds the products of all pairs of numbers to rows {@code from} and on, right of the diagonal.
   */
  private static void addProducts(List<FeatureVector> vectors, int from, DMatrixRMaj sums) {
    for (FeatureVector vector : vectors) {
      int[] columns = vector.columns();
      float[] values = vector.values();
      int found = Arrays.binarySearch(columns, from);
      for (int i = found < 0 ? -1 - found : found;
          i < columns.length && columns[i] < from + ROWS;
          i++) {
        int row = columns[i] * sums.numCols;
        for (int j = i; j < columns.length; j++) {
          sums.data[row + columns[j]] += (double) values[i] * values[j];
        }
      }
    }
  }

  /** An axis has two directions: the one in which its largest number is positive. */
  private static double[] oriented(double[] axis) {
    double largest = 0;
    for (double value : axis) {
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
    }
    double sign = largest < 0 ? -1 : 1;
    return Arrays.stream(axis).map(value -> sign * value).toArray();
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
