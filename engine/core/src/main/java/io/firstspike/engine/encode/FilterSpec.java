package io.firstspike.engine.encode;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One filter of the input; each gives one map. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @Type(value = FilterSpec.DifferenceOfGaussians.class, name = "dog"),
  @Type(value = FilterSpec.LaplacianOfGaussian.class, name = "log"),
  @Type(value = FilterSpec.Gabor.class, name = "gabor")
})
public sealed interface FilterSpec {

  /** Side of the kernel in pixels, odd, 1 to 255. */
  int window();

  /** The filter's weights. */
  Kernel kernel();

  /**
   * {@link Kernel#differenceOfGaussians}.
   *
   * @param window side in pixels
   * @param sigma1 deviation of the Gaussian that is added, in pixels
   * @param sigma2 deviation of the Gaussian that is subtracted, in pixels
   */
  record DifferenceOfGaussians(int window, double sigma1, double sigma2) implements FilterSpec {

    @Override
    public Kernel kernel() {
      return Kernel.differenceOfGaussians(window, sigma1, sigma2);
    }
  }

  /**
   * {@link Kernel#laplacianOfGaussian}.
   *
   * @param window side in pixels
   * @param sigma deviation in pixels
   * @param offCentre whether it answers to dark spots on light ground instead of light ones on dark
   */
  record LaplacianOfGaussian(int window, double sigma, boolean offCentre) implements FilterSpec {

    @Override
    public Kernel kernel() {
      return Kernel.laplacianOfGaussian(window, sigma, offCentre);
    }
  }

  /**
   * {@link Kernel#gabor}.
   *
   * @param window side in pixels
   * @param orientation in degrees
   * @param divisor waves in two windows
   */
  record Gabor(int window, double orientation, double divisor) implements FilterSpec {

    @Override
    public Kernel kernel() {
      return Kernel.gabor(window, orientation, divisor);
    }
  }
}
