package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Rate coding: in every time step a cell of intensity {@code x} fires with the probability
 *
 * <pre>p = r min(x, m) / m</pre>
 *
 * independently of other time steps, where {@code m} is the full intensity and {@code r} the
 * maximum rate. This is a Poisson process in discrete time (Heeger 2000, "Poisson model of spike
 * generation"). Neurons in this engine fire at most once, so the volley holds only the first spike
 * of each such train. Its latency {@code t} has the distribution
 *
 * <pre>P(t) = p (1 - p)^t,  P(silent) = (1 - p)^steps</pre>
 *
 * Cells that are not positive never fire.
 *
 * <p>Random numbers come from SplitMix64 (Steele, Lea and Flood 2014). The stream is chosen by the
 * seed and the image, and each cell reads its own position of it in each time step. The volley of
 * an image therefore does not depend on the images before it, nor on the thread. Immutable and
 * thread-safe.
 */
final class PoissonCoding {

  /** Value for the full intensity that stands for the strongest cell of each image. */
  static final float STRONGEST = 0;

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /** Positions of the stream reserved for each cell; at least {@link Volley#MAX_STEPS}. */
  private static final long CELL_STRIDE = 128;

  private final Shape shape;
  private final int steps;
  private final double maxRate;
  private final float fullIntensity;
  private final long seed;

  /**
   * Creates a coding.
   *
   * @param shape shape of the intensities and of the volleys
   * @param steps number of time steps, 1 to {@value Volley#MAX_STEPS}
   * @param maxRate probability that a cell of full intensity fires in a time step, above 0 and at
   *     most 1
   * @param fullIntensity intensity from which on cells fire at {@code maxRate}; or {@link
   *     #STRONGEST}
   * @param seed seed of the random numbers
   * @throws IllegalArgumentException if one of them is out of range
   */
  PoissonCoding(Shape shape, int steps, double maxRate, float fullIntensity, long seed) {
    if (steps < 1 || steps > Volley.MAX_STEPS) {
      throw new IllegalArgumentException(
          "time steps must be 1 to " + Volley.MAX_STEPS + ", not " + steps);
    }
    if (!(maxRate > 0 && maxRate <= 1)) {
      throw new IllegalArgumentException(
          "the rate of a full intensity must be above 0 and at most 1 spike a step, not "
              + maxRate);
    }
    if (!(fullIntensity >= 0 && fullIntensity < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the full intensity must be positive, or 0 for each image's strongest, not "
              + fullIntensity);
    }
    this.shape = shape;
    this.steps = steps;
    this.maxRate = maxRate;
    this.fullIntensity = fullIntensity;
    this.seed = seed;
  }

  /**
   * Encodes an image by the first spikes of its trains. Equal intensities give equal volleys.
   *
   * @param intensities {@code shape.size()} cells
   */
  Volley encode(float[] intensities) {
    return encode(intensities, content(intensities));
  }

  /**
   * Encodes an image by the first spikes of its trains. Equal intensities give equal volleys if
   * they have equal numbers.
   *
   * @param intensities {@code shape.size()} cells
   * @param image number of the image, for example its index in a data set or pass
   */
  Volley encode(float[] intensities, long image) {
    byte[] latencies = new byte[shape.size()];
    latencies(intensities, image, latencies);
    return Volley.ofLatencies(shape, steps, latencies);
  }

  /** Encodes an image as latencies, one for each cell, into {@code latencies}. */
  void latencies(float[] intensities, byte[] latencies) {
    latencies(intensities, content(intensities), latencies);
  }

  private void latencies(float[] intensities, long image, byte[] latencies) {
    requireSize(intensities);
    double full = full(intensities);
    long stream = stream(image);
    Arrays.fill(latencies, (byte) steps);
    for (int cell = 0; cell < intensities.length; cell++) {
      double probability = probability(intensities[cell], full);
      for (int step = 0; probability > 0 && step < steps; step++) {
        if (fires(stream, cell, step, probability)) {
          latencies[cell] = (byte) step;
          break;
        }
      }
    }
  }

  /**
   * Counts all spikes of the trains whose first spikes {@link #encode(float[], long)} returns.
   *
   * @param intensities {@code shape.size()} cells
   * @param image number of the image
   * @return the number of spikes of each cell in all time steps
   */
  int[] counts(float[] intensities, long image) {
    requireSize(intensities);
    double full = full(intensities);
    long stream = stream(image);
    int[] counts = new int[intensities.length];
    for (int cell = 0; cell < intensities.length; cell++) {
      double probability = probability(intensities[cell], full);
      for (int step = 0; probability > 0 && step < steps; step++) {
        counts[cell] += fires(stream, cell, step, probability) ? 1 : 0;
      }
    }
    return counts;
  }

  private void requireSize(float[] intensities) {
    if (intensities.length != shape.size()) {
      throw new IllegalArgumentException(
          "a volley of shape "
              + shape
              + " needs "
              + shape.size()
              + " intensities, not "
              + intensities.length);
    }
  }

  private double full(float[] intensities) {
    float full = fullIntensity;
    if (full == STRONGEST) {
      for (float intensity : intensities) {
        full = intensity > full ? intensity : full;
      }
    }
    return full;
  }

  /**
   * The probability that a cell fires in a time step; 0 if its intensity is not positive or not a
   * number.
   */
  private double probability(float intensity, double full) {
    return intensity > 0 ? maxRate * (Math.min(intensity, full) / full) : 0;
  }

  private static boolean fires(long stream, int cell, int step, double probability) {
    long random = mix(stream + GOLDEN_GAMMA * (cell * CELL_STRIDE + step + 1));
    return (random >>> 11) * 0x1p-53 < probability;
  }

  private long stream(long image) {
    return mix(mix(seed + GOLDEN_GAMMA) + image);
  }

  private static long content(float[] intensities) {
    long hash = 0;
    for (float intensity : intensities) {
      hash = mix(hash + GOLDEN_GAMMA + Float.floatToIntBits(intensity));
    }
    return hash;
  }

  /** The output function of SplitMix64 (Stafford's variant 13). */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
