package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a classifier of the usual kind reads the features out, where a network was published with one
 * on top, or to tell how good its features are. The network itself does not need it: it decides
 * with its decision layer.
 *
 * @param features what the classifier sees of a pooled neuron of the last feature layer; left out:
 *     whether it fired
 * @param components principal components that are kept of the features; 0 or left out: all of them
 *     as they are
 * @param classifier which; left out: softmax
 * @param cost what a mistake in training costs a support-vector machine (its C), above 0; the
 *     others have none
 */
public record ReadOutSpec(
    Features features, int components, Classification classifier, double cost) {

  /** For a network that names none: softmax on which neurons fired. */
  public static final ReadOutSpec DEFAULT =
      new ReadOutSpec(Features.FIRED, 0, Classification.SOFTMAX, 0);

  /** The most features whose principal components are sought: a covariance of 0.8 GB. */
  public static final int MOST_FEATURES = 10_000;

  public ReadOutSpec {
    features = features == null ? Features.FIRED : features;
    classifier = classifier == null ? Classification.SOFTMAX : classifier;
  }

  /** One number for each pooled neuron. */
  public enum Features {
    /** 1 if it fired, else 0. */
    @JsonProperty("fired")
    FIRED,
    /** The time steps that were left when it fired, the first step counted: 0 if it was silent. */
    @JsonProperty("latencies")
    LATENCIES
  }

  /** The classifiers. */
  public enum Classification {
    /** Linear, softmax, one pass in the order of the data. */
    @JsonProperty("softmax")
    SOFTMAX,
    /** A linear support-vector machine for each label against all others, squared hinge loss. */
    @JsonProperty("linear-svm")
    LINEAR_SVM,
    /**
     * A support-vector machine for each pair of labels with radial basis functions, whose gamma is
     * 1 / (numbers x their variance).
     */
    @JsonProperty("rbf-svm")
    RBF_SVM
  }
}
