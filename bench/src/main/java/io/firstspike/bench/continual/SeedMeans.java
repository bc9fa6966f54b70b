package io.firstspike.bench.continual;

import io.firstspike.pipeline.app.drawing.CurvePlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures and curves of one learner on one protocol, by seed, and their means. */
final class SeedMeans {

  /** Points of a plotted curve. */
  private static final int POINTS = 400;

  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private double[] curve;
  private int labels;
  private List<Integer> boundaries;
  private int seeds;

  /** Adds the result of one more seed. */
  void add(StreamResult result, int images) {
    Map<String, Double> more = result.figures();
    more.put(Figure.IMAGES.key(), (double) images);
    more.forEach((key, value) -> figures.computeIfAbsent(key, k -> new ArrayList<>()).add(value));
    double[] heights = result.curve().curve();
    if (curve == null) {
      curve = new double[Math.min(POINTS, heights.length)];
      labels = heights.length;
      boundaries = result.curve().boundaries();
    }
    for (int i = 0; i < curve.length; i++) {
      curve[i] += heights[label(i)];
    }
    seeds++;
  }

  /** The place among all labels of a point of the curve. */
  private int label(int point) {
    return (int) ((long) (point + 1) * labels / curve.length) - 1;
  }

  /** For each figure its values by seed. */
  Map<String, double[]> bySeed() {
    Map<String, double[]> all = new LinkedHashMap<>();
    figures.forEach((key, values) -> all.put(key, values.stream().mapToDouble(v -> v).toArray()));
    return all;
  }

  /** Whether a figure is there for any seed. */
  boolean has(String key) {
    return figures.containsKey(key);
  }

  /** The mean of a figure over the seeds that have it. */
  double mean(String key) {
    return figures.get(key).stream().mapToDouble(v -> v).average().orElseThrow();
  }

  /** The mean curve, for a plot. */
  CurvePlot.Line line(String title, boolean main, boolean dashed, int colour) {
    double[] heights = Arrays.stream(curve).map(sum -> sum / seeds).toArray();
    double[] places = new double[curve.length];
    Arrays.setAll(places, point -> label(point) + 1.0);
    return new CurvePlot.Line(title, places, heights, main, dashed, colour);
  }

  /** For each segment but the first the number of labels before it, the same for all seeds. */
  List<Double> boundaries() {
    return boundaries.stream().map(Integer::doubleValue).toList();
  }

  /** The number of labels of a stream. */
  int labels() {
    return labels;
  }
}
