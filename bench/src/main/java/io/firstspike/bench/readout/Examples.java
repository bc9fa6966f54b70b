package io.firstspike.bench.readout;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.ReadOutSpec.Features;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
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

  /** What {@code network} makes of {@code images}, of which there must be one at least. */
  static Examples of(Network network, Features features, LabelledImages images) {
    DecisionSpec decision = network.spec().decision();
    ThreadLocal<Classifier> classifiers = ThreadLocal.withInitial(() -> new Classifier(network));
    List<FeatureVector> vectors =
        IntStream.range(0, images.size())
            .parallel()
            .mapToObj(i -> vector(features, volley(classifiers.get(), network, images.image(i))))
            .toList();
    int[] labels =
        IntStream.range(0, images.size()).map(i -> decision.place(images.label(i))).toArray();
    int width = volley(classifiers.get(), network, images.image(0)).shape().size();
    return new Examples(width, vectors, labels);
  }

  private static Volley volley(Classifier classifier, Network network, Image image) {
    return classifier.features(classifier.encode(image), network.spec().features().size());
  }

  private static FeatureVector vector(Features features, Volley volley) {
    int[] columns = new int[volley.count()];
    float[] values = new float[columns.length];
    byte[] latencies = volley.latencies();
    for (int i = 0, next = 0; i < latencies.length; i++) {
      if (latencies[i] < volley.steps()) {
        columns[next] = i;
        values[next++] = features == Features.FIRED ? 1 : volley.steps() - latencies[i];
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
