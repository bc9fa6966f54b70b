package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

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
  private final float[] plane;

  /** An encoder for images of {@code input}'s size. */
  public Encoder(InputSpec input, EncodingSpec spec) {
    this.spec = spec;
    this.input = input;
    this.filters =
        new FilterBank(
            spec.filters().stream().map(FilterSpec::kernel).toList(),
            spec.padding(),
            thresholds(spec),
            false,
            input.height(),
            input.width());
    Shape shape = filters.output();
    this.normalisation =
        new LocalNormalisation(shape, spec.normalisationRadius(), LocalNormalisation.EPSILON);
    this.coding = new IntensityToLatency(shape, spec.steps());
    this.intensities = new float[shape.size()];
    this.plane = new float[input.height() * input.width()];
  }

  private static float[] thresholds(EncodingSpec spec) {
    float[] thresholds = new float[spec.filters().size()];
    Arrays.fill(thresholds, spec.threshold());
    return thresholds;
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
    for (int i = 0; i < plane.length; i++) {
      plane[i] = image.samples()[i] & 0xff;
    }
    filters.apply(plane, intensities);
    if (spec.normalisationRadius() > 0) {
      normalisation.apply(intensities);
    }
    return coding.encode(intensities);
  }
}
