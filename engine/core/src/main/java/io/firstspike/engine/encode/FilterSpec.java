package io.firstspike.engine.encode;

/**
 * One difference-of-Gaussians filter.
 *
 * @param window side in pixels, odd, 1 to 255
 * @param sigma1 deviation of the Gaussian that is added, in pixels
 * @param sigma2 deviation of the Gaussian that is subtracted, in pixels
 */
public record FilterSpec(int window, double sigma1, double sigma2) {

  Kernel kernel() {
    return Kernel.differenceOfGaussians(window, sigma1, sigma2);
  }
}
