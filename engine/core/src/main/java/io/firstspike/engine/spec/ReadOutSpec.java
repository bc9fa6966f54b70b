package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of a conventional classifier on top of the features, for networks that were published with
 * one, and to measure how good features are. The network itself does not need it: it decides with
 * its decision layer.
 *
 * @param features number that the classifier receives for each pooled neuron of the last feature
 *     layer; left out: whether it fired
 * @param components number of principal components to reduce the features to; 0 or left out:
 *     features are not reduced
 * @param classifier kind of classifier; left out: softmax
 * @param cost cost of a training error in a support-vector machine (its parameter C), above 0;
 *     other classifiers do not use it
 */
@API(status = Status.MAINTAINED)
public record ReadOutSpec(
    Features features, int components, Classification classifier, double cost) {

  /** The classifier for networks that specify none: softmax on which neurons fired. */
  public static final ReadOutSpec DEFAULT =
      new ReadOutSpec(Features.FIRED, 0, Classification.SOFTMAX, 0);

  /**
   * The most features of which principal components are computed: their covariance takes 0.8 GB.
   */
  public static final int MOST_FEATURES = 10_000;

  public ReadOutSpec {
    features = features == null ? Features.FIRED : features;
    classifier = classifier == null ? Classification.SOFTMAX : classifier;
  }

  /** Adds the mistakes in this classifier, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".components", components, 0, Shape.MAX_NEURONS);
    if (classifier != Classification.SOFTMAX) {
      problems.positive(at + ".cost", cost);
    } else if (cost != 0) {
      problems.add(at + ".cost is " + cost + ", but softmax has none");
    }
  }

  /**
   * Adds the mistakes that this classifier has in a network whose last feature layer has {@code
   * neurons} pooled neurons to {@code problems}.
   */
  void checkIn(String at, int neurons, SpecProblems problems) {
    if (components == 0) {
      return;
    }
    problems.range(at + ".components", components, 0, neurons);
    if (neurons > MOST_FEATURES) {
      problems.add(
          at
              + ".components is "
              + components
              + ", but the last feature layer has "
              + neurons
              + " pooled neurons, and components are sought among at most "
              + MOST_FEATURES
              + "; pool more of them, or leave components out");
    }
  }

  /** Kind of number that the classifier receives for a pooled neuron. */
  public enum Features {
    /** 1 if the neuron fired, else 0. */
    @JsonProperty("fired")
    FIRED,
    /**
     * The number of time steps that remained when the neuron fired, that of its spike included; 0
     * if it was silent.
     */
    @JsonProperty("latencies")
    LATENCIES
  }

  /** Kind of classifier. */
  public enum Classification {
    /** Linear softmax, trained in one pass in the order of the data. */
    @JsonProperty("softmax")
    SOFTMAX,
    /**
     * A linear support-vector machine for each label against all others, with squared hinge loss.
     */
    @JsonProperty("linear-svm")
    LINEAR_SVM,
    /**
     * A support-vector machine with a radial basis function for each pair of labels; its gamma is 1
     * / (number of features x their variance).
     */
    @JsonProperty("rbf-svm")
    RBF_SVM
  }
}
