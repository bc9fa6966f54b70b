package io.firstspike.engine.stepped.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A layer of a {@link GradientSpec}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @Type(value = LayerSpec.Convolution.class, name = "convolution"),
  @Type(value = LayerSpec.Linear.class, name = "linear"),
  @Type(value = LayerSpec.Pooling.class, name = "pooling"),
  @Type(value = LayerSpec.Normalisation.class, name = "normalisation"),
  @Type(value = LayerSpec.Dropout.class, name = "dropout"),
  @Type(value = LayerSpec.Neurons.class, name = "neurons")
})
@API(status = Status.MAINTAINED)
public sealed interface LayerSpec {

  /** The most maps, outputs, or cells of a side. */
  int MOST = 1 << 16;

  /** The most cells of a window's side, a stride or padding. */
  int MOST_KERNEL = 255;

  /** Whether it has weights, which a normalisation can be folded into. */
  default boolean weighted() {
    return false;
  }

  /**
   * Convolution.
   *
   * @param maps output maps, at least 1
   * @param kernel rows and columns of its window, at least 1
   * @param stride cells from one place to the next, at least 1 (left out: 1)
   * @param padding zeros on each side (left out: 0)
   */
  record Convolution(int maps, int kernel, Integer stride, Integer padding) implements LayerSpec {

    public Convolution {
      stride = stride == null ? 1 : stride;
      padding = padding == null ? 0 : padding;
      require("maps", maps, 1, MOST);
      require("kernel", kernel, 1, MOST_KERNEL);
      require("stride", stride, 1, MOST_KERNEL);
      require("padding", padding, 0, MOST_KERNEL);
    }

    @Override
    public boolean weighted() {
      return true;
    }
  }

  /**
   * Full connection.
   *
   * @param outputs at least 1
   */
  record Linear(int outputs) implements LayerSpec {

    public Linear {
      require("outputs", outputs, 1, MOST);
    }

    @Override
    public boolean weighted() {
      return true;
    }
  }

  /**
   * Averages of windows beside each other.
   *
   * @param window rows and columns, at least 1
   */
  record Pooling(int window) implements LayerSpec {

    public Pooling {
      require("window", window, 1, MOST_KERNEL);
    }
  }

  /**
   * Batch normalisation of each map (S. Ioffe and C. Szegedy 2015), over examples and time steps.
   * After training it is folded into the weights of the layer before it.
   *
   * @param epsilon added to the variance, above 0 (left out: 1e-5)
   */
  record Normalisation(Double epsilon) implements LayerSpec {

    private static final double EPSILON = 1e-5;

    public Normalisation {
      epsilon = epsilon == null ? EPSILON : epsilon;
      requireFinite("epsilon", epsilon, Double.MIN_NORMAL);
    }
  }

  /**
   * Silences elements in training, each example's own in all its time steps, and strengthens the
   * others.
   *
   * @param share of the elements, at least 0 and below 1
   */
  record Dropout(double share) implements LayerSpec {

    public Dropout {
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException(
            "share is " + share + ", must be at least 0 and below 1");
      }
    }
  }

  /**
   * Neurons. Without {@code tau} they do not leak: {@code v = v + x}. With it, {@code v = v (1 -
   * 1/tau) + x}. They fire where {@code v > threshold}.
   *
   * @param tau time steps, above 1; null or left out: no leak
   * @param threshold above 0 (left out: 1)
   * @param reset what becomes of the potential of those that fire (left out: hard)
   */
  record Neurons(Double tau, Double threshold, Reset reset) implements LayerSpec {

    public Neurons {
      threshold = threshold == null ? 1 : threshold;
      reset = reset == null ? Reset.HARD : reset;
      requireFinite("threshold", threshold, Float.MIN_NORMAL);
      if (tau != null && !(tau > 1 && tau <= MOST)) {
        throw new IllegalArgumentException(
            "tau is " + tau + ", must be above 1 and at most " + MOST);
      }
    }
  }

  /** What becomes of the potential of a neuron that fires. */
  enum Reset {
    /** It becomes 0. */
    @JsonProperty("hard")
    HARD,
    /** The threshold is subtracted from it. */
    @JsonProperty("soft")
    SOFT
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", must be " + least + " to " + most);
    }
  }

  private static void requireFinite(String name, double value, double least) {
    if (!(value >= least && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(name + " is " + value + ", must be above 0 and finite");
    }
  }
}
