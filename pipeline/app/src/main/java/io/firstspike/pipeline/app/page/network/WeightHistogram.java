package io.firstspike.pipeline.app.page.network;

/**
 * How the weights of a layer are spread over the range that they have.
 *
 * @param from the lowest weight
 * @param to the highest weight
 * @param counts how many weights are in each of the equal parts of the range
 */
public record WeightHistogram(float from, float to, long[] counts) {

  private static final int PARTS = 32;

  /** Of {@code rows}, {@code [map][synapse]}. */
  static WeightHistogram of(float[][] rows) {
    float from = Float.POSITIVE_INFINITY;
    float to = Float.NEGATIVE_INFINITY;
    for (float[] row : rows) {
      for (float weight : row) {
        from = Math.min(from, weight);
        to = Math.max(to, weight);
      }
    }
    long[] counts = new long[PARTS];
    double scale = to > from ? PARTS / ((double) to - from) : 0;
    for (float[] row : rows) {
      for (float weight : row) {
        counts[(int) Math.min(PARTS - 1, ((double) weight - from) * scale)]++;
      }
    }
    return new WeightHistogram(from, to, counts);
  }
}
