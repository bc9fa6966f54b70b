package io.firstspike.engine.onnx;

import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What the program that trained a network did with intensities of 0 to 1 before it showed them,
 * {@code (x - mean) / deviation}.
 *
 * @param means one for each channel, or one for all
 * @param deviations as many, above 0
 */
@API(status = Status.MAINTAINED)
public record Normalisation(List<Float> means, List<Float> deviations) {

  /** Nothing: intensities are shown as they are. */
  public static final Normalisation NONE = new Normalisation(List.of(0f), List.of(1f));

  /** Checks that numbers are as many and finite. */
  public Normalisation {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (means.size() != deviations.size() || means.isEmpty()) {
      throw new IllegalArgumentException(
          "there are " + means.size() + " means and " + deviations.size() + " deviations");
    }
    for (float mean : means) {
      if (!Float.isFinite(mean)) {
        throw new IllegalArgumentException("a mean is a number, not " + mean);
      }
    }
    for (float deviation : deviations) {
      if (!(deviation > 0 && deviation < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a deviation is above 0, not " + deviation);
      }
    }
  }

  /** For each of this many channels. */
  PerChannel of(int channels) {
    if (means.size() != 1 && means.size() != channels) {
      throw new IllegalArgumentException(
          "there are " + means.size() + " means, and the input has " + channels + " channels");
    }
    float[] factors = new float[channels];
    float[] shifts = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      int at = means.size() == 1 ? 0 : channel;
      factors[channel] = 1 / deviations.get(at);
      shifts[channel] = -means.get(at) / deviations.get(at);
    }
    return new PerChannel(factors, shifts);
  }
}
