package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;

/**
 * Rate coding: in every time step a cell of intensity {@code x} fires with the probability
 *
 * <pre>p = r min(x, m) / m</pre>
 *
 * whatever it did before, where {@code m} is the full intensity and {@code r} the rate it fires at:
 * a Poisson process in steps (Heeger 2000, "Poisson model of spike generation"). Neurons here fire
 * at most once, so a volley holds the first spike of each such train, whose latency {@code t} and
 * whose silence follow
 *
 * <pre>P(t) = p (1 - p)^t,  P(silent) = (1 - p)^steps</pre>
 *
 * Cells that are not positive never fire.
 *
 * <p>Chance comes from SplitMix64 (Steele, Lea and Flood 2014), started from the seed and the image
 * and read at a place of its own by every cell and time step: what an image becomes does not depend
 * on the images before it or on the thread. Immutable and thread-safe.
 */
final class PoissonCoding {

  /** Given as the full intensity: that of each image's strongest cell. */
  static final float STRONGEST = 0;

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /** Numbers kept for one cell: at least {@link Volley#MAX_STEPS}. */
  private static final long CELL_STRIDE = 128;

  private final Shape shape;
  private final int steps;
  private final double maxRate;
  private final float fullIntensity;
  private final long seed;

  /**
   * @param shape of the intensities and the volleys
   * @param steps time steps, 1 to {@value Volley#MAX_STEPS}
   * @param maxRate spikes a step of a cell of full intensity, above 0 to 1
   * @param fullIntensity the intensity that fires at {@code maxRate}, as do stronger ones; or
   *     {@link #STRONGEST}
   * @param seed another one gives other trains
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
   * The first spikes of an image's trains; equal intensities give equal volleys.
   *
   * @param intensities {@code shape.size()} cells
   */
  Volley encode(float[] intensities) {
    return encode(intensities, content(intensities));
  }

  /**
   * The first spikes of an image's trains.
   *
   * @param intensities {@code shape.size()} cells
   * @param image which image it is, its index for example: equal intensities of another image, or
   *     of the same in another pass, become other trains
   */
  Volley encode(float[] intensities, long image) {
    byte[] latencies = new byte[shape.size()];
    latencies(intensities, image, latencies);
    return Volley.ofLatencies(shape, steps, latencies);
  }

  /** As {@link #encode(float[])}, one latency a cell into {@code latencies}. */
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
   * How often each cell fires in all time steps: the trains whose first spikes {@link
   * #encode(float[], long)} gives.
   *
   * @param intensities {@code shape.size()} cells
   * @param image as there
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

  /** 0 for what is not positive, or no number. */
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

  /** SplitMix64's finaliser (Stafford's variant 13). */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
