package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Spec of one filter of the input, which gives one map of intensities for each plane. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @Type(value = FilterSpec.DifferenceOfGaussians.class, name = "dog"),
  @Type(value = FilterSpec.LaplacianOfGaussian.class, name = "log"),
  @Type(value = FilterSpec.Gabor.class, name = "gabor")
})
@API(status = Status.MAINTAINED)
public sealed interface FilterSpec {

  /** The largest side of a filter in pixels. */
  int MAX_WINDOW = 255;

  /** Side of the filter in pixels, odd, 1 to {@value #MAX_WINDOW}. */
  int window();

  /** Intensities below this become 0; null or left out: the threshold of the encoding. */
  Float threshold();

  /** The filter with its weights. */
  Filter filter();

  /**
   * The mistakes in this spec, one sentence each; empty if there are none.
   *
   * @param at name of the field that the spec is the value of, to begin each sentence with
   */
  List<String> problems(String at);

  /**
   * The mistakes in {@code filter}.
   *
   * @param at name of the field with the filter's own fields
   * @param own check of the fields that not every filter has
   */
  private static List<String> problems(String at, FilterSpec filter, Consumer<SpecProblems> own) {
    SpecProblems problems = new SpecProblems();
    int window = filter.window();
    problems.range(at + ".window", window, 1, MAX_WINDOW);
    if (window % 2 == 0) {
      problems.add(at + ".window is " + window + ", must be odd");
    }
    if (filter.threshold() != null) {
      problems.notNegative(at + ".threshold", filter.threshold());
    }
    own.accept(problems);
    if (window >= 1 && window <= MAX_WINDOW && empty(filter.filter())) {
      problems.add(at + ": with these values the filter would be empty");
    }
    return problems.sentences();
  }

  /** Whether all weights are 0, or any is not a finite number. */
  private static boolean empty(Filter filter) {
    float largest = 0;
    for (float weight : filter.weights()) {
      if (!Float.isFinite(weight)) {
        return true;
      }
      largest = Math.max(largest, Math.abs(weight));
    }
    return largest == 0;
  }

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

    @Override
    public List<String> problems(String at) {
      String dog = at + ".dog";
      return FilterSpec.problems(
          dog,
          this,
          problems -> {
            problems.positive(dog + ".sigma1", sigma1);
            problems.positive(dog + ".sigma2", sigma2);
          });
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

    @Override
    public List<String> problems(String at) {
      String log = at + ".log";
      return FilterSpec.problems(log, this, problems -> problems.positive(log + ".sigma", sigma));
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

    @Override
    public List<String> problems(String at) {
      String gabor = at + ".gabor";
      return FilterSpec.problems(
          gabor, this, problems -> problems.positive(gabor + ".divisor", divisor));
    }
  }
}
