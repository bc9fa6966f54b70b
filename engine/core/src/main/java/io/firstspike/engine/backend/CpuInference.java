package io.firstspike.engine.backend;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Execution of a network by a {@link Classifier}, which sees changes of weights at once. */
final class CpuInference implements Inference {

  private final Classifier classifier;

  CpuInference(Network network) {
    this.classifier = new Classifier(network);
  }

  @Override
  public List<Volley> encode(List<? extends Stimulus> batch) {
    return map(batch, classifier::encode);
  }

  @Override
  public List<Volley> features(List<Volley> encoded, int layers) {
    return map(encoded, volley -> classifier.features(volley, layers));
  }

  @Override
  public List<Volley> evidence(List<? extends Stimulus> batch) {
    return map(batch, stimulus -> classifier.evidence(stimulus));
  }

  @Override
  public List<Decision> decide(List<Volley> evidence) {
    return map(evidence, classifier::decide);
  }

  @Override
  public List<Decision> classify(List<? extends Stimulus> batch) {
    return map(batch, classifier::classify);
  }

  @Override
  public int[] labels(List<? extends Stimulus> batch) {
    int[] labels = new int[batch.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = classifier.label(batch.get(i));
    }
    return labels;
  }

  @Override
  public void refresh() {
    // The classifier reads the network's own weights.
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }

  private static <T, R> List<R> map(List<? extends T> batch, Function<T, R> operation) {
    List<R> results = new ArrayList<>(batch.size());
    for (T element : batch) {
      results.add(operation.apply(element));
    }
    return results;
  }
}
