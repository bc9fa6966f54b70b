package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;

/**
 * From pixels to the network's first volley: filters, threshold, local normalisation, rank-order
 * coding. Not thread-safe: make one for each thread.
 */
public final class Encoder {

  private final EncodingSpec spec;
  private final InputSpec input;
  private final FilterBank filters;
  private final LocalNormalisation normalisation;
  private final IntensityToLatency coding;
  private final float[] intensities;

  /** An encoder for images of {@code input}'s size. */
  public Encoder(InputSpec input, EncodingSpec spec) {
    this.spec = spec;
    this.input = input;
    this.filters =
        new FilterBank(
            spec.filters().stream().map(FilterSpec::kernel).toList(),
            spec.padding(),
            spec.threshold(),
            input.height(),
            input.width());
    Shape shape = filters.output();
    this.normalisation = new LocalNormalisation(shape, spec.normalisationRadius());
    this.coding = new IntensityToLatency(shape, spec.steps());
    this.intensities = new float[shape.size()];
  }

  /** The shape of the volleys this encoder makes. */
  public Shape output() {
    return filters.output();
  }

  /**
   * Encodes one image. A blank image gives a volley without spikes.
   *
   * @throws IllegalArgumentException if the image is not of the input's size, or not grey
   */
  public Volley encode(Image image) {
    if (image.height() != input.height()
        || image.width() != input.width()
        || image.channels() != 1) {
      throw new IllegalArgumentException(
          "an image of "
              + image.dimensions()
              + " does not fit a network that takes "
              + input.height()
              + "x"
              + input.width()
              + " grey; resize it first");
    }
    filters.apply(image.samples(), intensities);
    if (spec.normalisationRadius() > 0) {
      normalisation.apply(intensities);
    }
    return coding.encode(intensities);
  }
}
