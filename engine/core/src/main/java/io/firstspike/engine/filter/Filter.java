package io.firstspike.engine.filter;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A square filter of pixels.
 *
 * @param window side in pixels, odd, 1 to 255
 * @param weights {@code window * window} weights, row-major
 */
@API(status = Status.MAINTAINED)
public record Filter(int window, float[] weights) {

  /**
   * Creates a difference of two Gaussians, shifted to zero mean and scaled so that its largest
   * weight is 1 (SpykeTorch's {@code DoGKernel}; computed in double precision, then rounded).
   *
   * @param window side in pixels, odd
   * @param sigma1 deviation of the Gaussian that is added, in pixels; less than {@code sigma2} for
   *     an on-centre filter
   * @param sigma2 deviation of the Gaussian that is subtracted, in pixels
   */
  public static Filter differenceOfGaussians(int window, double sigma1, double sigma2) {
    int half = window / 2;
    double[] weights = new double[window * window];
    for (int i = 0; i < weights.length; i++) {
      int x = i % window - half;
      int y = i / window - half;
      double squared = x * x + y * y;
      weights[i] = gaussian(squared, sigma1) - gaussian(squared, sigma2);
    }
    return normalised(window, weights);
  }

  /**
   * Creates a Gabor filter with the aspect ratio 0.3, a wavelength of {@code 2 * window / divisor}
   * pixels and a Gaussian of 0.8 wavelengths, shifted to zero mean and scaled so that its largest
   * weight is 1 (SpykeTorch's {@code GaborKernel}; computed in double precision, then rounded).
   *
   * @param window side in pixels, odd
   * @param orientation orientation in degrees; 0 prefers horizontal bars, 90 vertical ones
   * @param divisor number of waves in two windows
   */
  public static Filter gabor(int window, double orientation, double divisor) {
    int half = window / 2;
    double wavelength = window * 2 / divisor;
    double variance = wavelength * 0.8 * (wavelength * 0.8);
    double sine = StrictMath.sin(StrictMath.toRadians(orientation));
    double cosine = StrictMath.cos(StrictMath.toRadians(orientation));
    double[] weights = new double[window * window];
    for (int i = 0; i < weights.length; i++) {
      int x = i / window - half;
      int y = i % window - half;
      double across = x * cosine + y * sine;
      double along = -x * sine + y * cosine;
      weights[i] =
          StrictMath.exp(-(across * across + 0.3 * 0.3 * along * along) / (2 * variance))
              * StrictMath.cos(2 * Math.PI * across / wavelength);
    }
    return normalised(window, weights);
  }

  /**
   * Creates a Laplacian of a Gaussian, with s the deviation and r the distance from the centre:
   *
   * <pre>(1 - r^2 / (2 s^2)) exp(-r^2 / (2 s^2)) / (pi s^2)</pre>
   *
   * This form, scaled by s^2, makes responses at different scales comparable. The weights are
   * shifted to zero mean, which a window that cuts off much of the Gaussian would not have
   * otherwise.
   *
   * @param window side in pixels, odd
   * @param sigma deviation s in pixels
   * @param offCentre whether the sign is reversed
   */
  public static Filter laplacianOfGaussian(int window, double sigma, boolean offCentre) {
    int half = window / 2;
    double variance = sigma * sigma;
    double[] weights = new double[window * window];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      int x = i % window - half;
      int y = i / window - half;
      double r = (x * x + y * y) / (2 * variance);
      weights[i] = (1 - r) * StrictMath.exp(-r) / (Math.PI * variance);
      sum += weights[i];
    }
    double mean = sum / weights.length;
    float[] rounded = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      rounded[i] = (float) (offCentre ? mean - weights[i] : weights[i] - mean);
    }
    return new Filter(window, rounded);
  }

  /**
   * The weights in the middle of a larger window, surrounded by zeros.
   *
   * @param side side of the larger window, odd, at least {@code window}
   * @return {@code side * side} weights, row-major, in a new array
   */
  public float[] centredIn(int side) {
    float[] centred = new float[side * side];
    int margin = (side - window) / 2;
    for (int row = 0; row < window; row++) {
      System.arraycopy(weights, row * window, centred, (margin + row) * side + margin, window);
    }
    return centred;
  }

  private static Filter normalised(int window, double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double mean = sum / weights.length;
    double largest = Double.NEGATIVE_INFINITY;
    for (double weight : weights) {
      largest = Math.max(largest, weight - mean);
    }
    float[] rounded = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      rounded[i] = (float) ((weights[i] - mean) / largest);
    }
    return new Filter(window, rounded);
  }

  private static double gaussian(double squaredDistance, double sigma) {
    double variance = sigma * sigma;
    return StrictMath.exp(-0.5 * squaredDistance / variance) / (2 * Math.PI * variance);
  }
}
