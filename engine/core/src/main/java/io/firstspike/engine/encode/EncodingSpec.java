package io.firstspike.engine.encode;

import java.util.List;

/**
 * How an image becomes spikes.
 *
 * @param filters at least one; each gives one input map
 * @param padding black pixels added on each side before filtering
 * @param threshold intensities below it become 0 (pixels are 0 to 255)
 * @param normalisationRadius radius of local normalisation in cells; 0 = none
 * @param steps time steps, 1 to 127
 */
public record EncodingSpec(
    List<FilterSpec> filters, int padding, float threshold, int normalisationRadius, int steps) {

  public EncodingSpec {
    filters = filters == null ? List.of() : List.copyOf(filters);
  }
}
