package io.firstspike.engine.filter;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.eig.SymmetricQRAlgorithmDecomposition_DDRM;

/**
 * ZCA whitening: removes from images what neighbouring pixels have in common, and changes them as
 * little as that allows. With the covariance {@code U S U^T} of the samples it is fitted on, an
 * image {@code x} becomes
 *
 * <pre>W (x - mean),  W = U (S + eps I)^(-1/2) U^T</pre>
 *
 * (Krizhevsky 2009, "Learning multiple layers of features from tiny images", appendix A). Epsilon
 * keeps directions of little variance from being amplified too much. Whitened values may be
 * negative.
 *
 * <p>Whitening is not part of a network's spec, since it consists of data, and a spec must be
 * complete wherever it is sent. A program that uses it whitens the planes of {@code Encoder.planes}
 * and passes them to {@code Encoder.encodePlanes}.
 *
 * <p>The same samples give the same matrix, bit by bit. Immutable and thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class ZcaWhitening {

  /** The most cells of a sample; the covariance then takes 128 MiB. */
  public static final int MAX_CELLS = 4096;

  private final float[] mean;

  /** The rows of W, each an array, since the JIT compiler vectorises the sums over such arrays. */
  private final float[][] rows;

  private ZcaWhitening(float[] mean, float[] matrix) {
    int cells = mean.length;
    this.mean = mean;
    this.rows = new float[cells][];
    for (int i = 0; i < cells; i++) {
      rows[i] = Arrays.copyOfRange(matrix, i * cells, (i + 1) * cells);
    }
  }

  /**
   * Creates a whitening from known numbers, for example from a file.
   *
   * @param mean mean of each cell
   * @param matrix W, symmetric, {@code cells * cells} numbers, row-major
   * @throws IllegalArgumentException if the sizes do not fit each other, or a number is not finite
   */
  public static ZcaWhitening of(float[] mean, float[] matrix) {
    requireCells(mean.length);
    if (matrix.length != mean.length * mean.length) {
      throw new IllegalArgumentException(
          "whitening of "
              + mean.length
              + " cells needs a matrix of "
              + mean.length * mean.length
              + " numbers, not "
              + matrix.length);
    }
    requireFinite("the mean", mean);
    requireFinite("the matrix", matrix);
    return new ZcaWhitening(mean.clone(), matrix);
  }

  /**
   * Fits a whitening to samples: images of one size, or patches of them.
   *
   * @param samples at least two, {@code [sample][cell]}
   * @param epsilon constant added to the variances, in squared units of intensity, above 0
   * @throws IllegalArgumentException if samples differ in size, are not finite, or are too large
   */
  public static ZcaWhitening fit(float[][] samples, double epsilon) {
    return fit(samples.length, i -> samples[i], epsilon);
  }

  /**
   * Fits a whitening to samples that need not all be in memory at once; each is requested three
   * times. Takes {@code count * cells^2 / 2} additions for the covariance, then about {@code 10 *
   * cells^3} operations.
   *
   * @param count number of samples, at least 2
   * @param samples function from an index to a sample
   * @param epsilon constant added to the variances, in squared units of intensity, above 0
   * @throws IllegalArgumentException if samples differ in size, are not finite, or are too large
   */
  public static ZcaWhitening fit(int count, IntFunction<float[]> samples, double epsilon) {
    if (count < 2) {
      throw new IllegalArgumentException("whitening needs at least 2 samples, not " + count);
    }
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon must be above 0 and finite, not " + epsilon);
    }
    requireSamples(count, samples);
    double[] mean = mean(count, samples);
    double[] matrix = whitening(covariance(count, samples, mean), mean.length, epsilon);
    return new ZcaWhitening(rounded(mean), rounded(matrix));
  }

  /** The number of cells of an image or patch. */
  public int cells() {
    return mean.length;
  }

  /** The mean of each cell, in a new array. */
  public float[] mean() {
    return mean.clone();
  }

  /** The matrix W, symmetric and row-major, in a new array. */
  public float[] matrix() {
    int cells = mean.length;
    float[] matrix = new float[cells * cells];
    for (int i = 0; i < cells; i++) {
      System.arraycopy(rows[i], 0, matrix, i * cells, cells);
    }
    return matrix;
  }

  /**
   * Whitens one image or patch.
   *
   * @param intensities {@link #cells} numbers
   * @param whitened {@link #cells} numbers, overwritten; may be the same array
   * @throws IllegalArgumentException if the sizes are wrong
   */
  public void apply(float[] intensities, float[] whitened) {
    int cells = mean.length;
    if (intensities.length != cells || whitened.length != cells) {
      throw new IllegalArgumentException(
          "whitening of "
              + cells
              + " cells cannot take "
              + intensities.length
              + " into "
              + whitened.length);
    }
    float[] sums = new float[cells];
    for (int j = 0; j < cells; j++) {
      float centred = intensities[j] - mean[j];
      // W is symmetric: its row j is also its column j.
      float[] column = rows[j];
      for (int i = 0; i < cells; i++) {
        sums[i] += centred * column[i];
      }
    }
    System.arraycopy(sums, 0, whitened, 0, cells);
  }

  private static void requireSamples(int count, IntFunction<float[]> samples) {
    int cells = samples.apply(0).length;
    requireCells(cells);
    for (int n = 0; n < count; n++) {
      float[] sample = samples.apply(n);
      if (sample.length != cells) {
        throw new IllegalArgumentException(
            "sample " + n + " has " + sample.length + " cells, the first one " + cells);
      }
      requireFinite("sample " + n, sample);
    }
  }

  private static void requireCells(int cells) {
    if (cells < 1 || cells > MAX_CELLS) {
      throw new IllegalArgumentException(
          "whitening takes 1 to " + MAX_CELLS + " cells, not " + cells + "; whiten patches");
    }
  }

  private static void requireFinite(String what, float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new IllegalArgumentException(what + " has " + numbers[i] + " at " + i);
      }
    }
  }

  private static double[] mean(int count, IntFunction<float[]> samples) {
    double[] mean = new double[samples.apply(0).length];
    for (int n = 0; n < count; n++) {
      float[] sample = samples.apply(n);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += sample[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= count;
    }
    return mean;
  }

  /** The unbiased covariance, row-major. */
  private static double[] covariance(int count, IntFunction<float[]> samples, double[] mean) {
    int cells = mean.length;
    double[] covariance = new double[cells * cells];
    double[] centred = new double[cells];
    for (int n = 0; n < count; n++) {
      float[] sample = samples.apply(n);
      for (int i = 0; i < cells; i++) {
        centred[i] = sample[i] - mean[i];
      }
      for (int i = 0; i < cells; i++) {
        double factor = centred[i];
        for (int j = 0, at = i * cells; j <= i; j++) {
          covariance[at + j] += factor * centred[j];
        }
      }
    }
    for (int i = 0; i < cells; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i * cells + j] /= count - 1;
        covariance[j * cells + i] = covariance[i * cells + j];
      }
    }
    return covariance;
  }

  private static double[] whitening(double[] covariance, int cells, double epsilon) {
    // This decomposition of EJML uses one thread, whatever the size of the matrix.
    var decomposition = new SymmetricQRAlgorithmDecomposition_DDRM(true);
    if (!decomposition.decompose(DMatrixRMaj.wrap(cells, cells, covariance))) {
      throw new IllegalArgumentException(
          "the covariance of the samples has no eigenvectors that can be found; scale them");
    }
    double[] whitening = new double[cells * cells];
    for (int k = 0; k < cells; k++) {
      // Rounding can make the eigenvalue of a direction without variance negative.
      double variance = Math.max(0, decomposition.getEigenvalue(k).getReal());
      double scale = 1 / Math.sqrt(variance + epsilon);
      double[] vector = decomposition.getEigenVector(k).data;
      for (int i = 0; i < cells; i++) {
        double factor = scale * vector[i];
        for (int j = 0, at = i * cells; j <= i; j++) {
          whitening[at + j] += factor * vector[j];
        }
      }
    }
    for (int i = 0; i < cells; i++) {
      for (int j = 0; j < i; j++) {
        whitening[j * cells + i] = whitening[i * cells + j];
      }
    }
    return whitening;
  }

  private static float[] rounded(double[] numbers) {
    float[] rounded = new float[numbers.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) numbers[i];
    }
    return rounded;
  }
}
