package io.firstspike.bench;

import io.firstspike.engine.encode.LabelledImages;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.ReadOutSpec.Features;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Feature vectors and the labels that belong to them.
 *
 * @param width numbers in a vector, zeros too
 * @param vectors one for each image
 * @param labels the right labels, by number
 */
record Examples(int width, List<FeatureVector> vectors, int[] labels) {

  /** What {@code network} makes of {@code images}. */
  static Examples of(Network network, Features features, LabelledImages images) {
    List<String> known = network.spec().decision().labels();
    ThreadLocal<Classifier> classifiers = ThreadLocal.withInitial(() -> new Classifier(network));
    List<FeatureVector> vectors =
        IntStream.range(0, images.size())
            .parallel()
            .mapToObj(
                i -> {
                  Classifier classifier = classifiers.get();
                  Volley encoded = classifier.encode(images.image(i));
                  return features == Features.FIRED
                      ? fired(classifier.evidence(encoded))
                      : latencies(classifier.features(encoded, network.spec().features().size()));
                })
            .toList();
    int[] labels =
        IntStream.range(0, images.size()).map(i -> known.indexOf(images.label(i))).toArray();
    int decision = network.spec().features().size();
    return new Examples(network.convolution(decision).input().size(), vectors, labels);
  }

  /** Evidence comes in the order of the neurons. */
  private static FeatureVector fired(Volley evidence) {
    int[] columns = IntStream.range(0, evidence.count()).map(evidence::spike).toArray();
    float[] values = new float[columns.length];
    Arrays.fill(values, 1);
    return new FeatureVector(columns, values);
  }

  private static FeatureVector latencies(Volley volley) {
    int[] columns = new int[volley.count()];
    float[] values = new float[columns.length];
    byte[] latencies = volley.latencies();
    for (int i = 0, next = 0; i < latencies.length; i++) {
      if (latencies[i] < volley.steps()) {
        columns[next] = i;
        values[next++] = volley.steps() - latencies[i];
      }
    }
    return new FeatureVector(columns, values);
  }

  int size() {
    return labels.length;
  }

  /** The same examples, their vectors turned into others of {@code width} numbers. */
  Examples map(int width, UnaryOperator<FeatureVector> change) {
    return new Examples(width, vectors.parallelStream().map(change).toList(), labels);
  }
}
