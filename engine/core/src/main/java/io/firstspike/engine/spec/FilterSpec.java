package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.firstspike.engine.filter.Filter;

/** Spec of one filter of the input, which gives one map of intensities for each plane. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @Type(value = FilterSpec.DifferenceOfGaussians.class, name = "dog"),
  @Type(value = FilterSpec.LaplacianOfGaussian.class, name = "log"),
  @Type(value = FilterSpec.Gabor.class, name = "gabor")
})
public sealed interface FilterSpec {

  /** Side of the filter in pixels, odd, 1 to 255. */
  int window();

  /** Intensities below this become 0; null or left out: the threshold of the encoding. */
  Float threshold();

  /** The filter with its weights. */
  Filter filter();

  /**
   * A difference of two Gaussians; see {@link Filter#differenceOfGaussians}.
   *
   * @param window side in pixels
   * @param sigma1 deviation of the Gaussian that is added, in pixels
   * @param sigma2 deviation of the Gaussian that is subtracted, in pixels
   * @param threshold threshold of this filter alone, or null
   */
  record DifferenceOfGaussians(
      int window,
      double sigma1,
      double sigma2,
      @JsonInclude(JsonInclude.Include.NON_NULL) Float threshold)
      implements FilterSpec {

    /** Creates a filter without a threshold of its own. */
    public DifferenceOfGaussians(int window, double sigma1, double sigma2) {
      this(window, sigma1, sigma2, null);
    }

    @Override
    public Filter filter() {
      return Filter.differenceOfGaussians(window, sigma1, sigma2);
    }
  }

  /**
   * A Laplacian of a Gaussian; see {@link Filter#laplacianOfGaussian}.
   *
   * @param window side in pixels
   * @param sigma deviation in pixels
   * @param offCentre whether the filter responds to dark spots on light ground instead of light
   *     spots on dark ground
   * @param threshold threshold of this filter alone, or null
   */
  record LaplacianOfGaussian(
      int window,
      double sigma,
      boolean offCentre,
      @JsonInclude(JsonInclude.Include.NON_NULL) Float threshold)
      implements FilterSpec {

    /** Creates a filter without a threshold of its own. */
    public LaplacianOfGaussian(int window, double sigma, boolean offCentre) {
      this(window, sigma, offCentre, null);
    }

    @Override
    public Filter filter() {
      return Filter.laplacianOfGaussian(window, sigma, offCentre);
    }
  }

  /**
   * A Gabor filter; see {@link Filter#gabor}.
   *
   * @param window side in pixels
   * @param orientation orientation in degrees
   * @param divisor number of waves in two windows
   * @param threshold threshold of this filter alone, or null
   */
  record Gabor(
      int window,
      double orientation,
      double divisor,
      @JsonInclude(JsonInclude.Include.NON_NULL) Float threshold)
      implements FilterSpec {

    /** Creates a filter without a threshold of its own. */
    public Gabor(int window, double orientation, double divisor) {
      this(window, orientation, divisor, null);
    }

    @Override
    public Filter filter() {
      return Filter.gabor(window, orientation, divisor);
    }
  }
}
