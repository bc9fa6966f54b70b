package io.firstspike.engine.nd4j.network;

import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.runtime.Memory;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Execution of a network as tensor operations, on parts of batches one after the other. */
@API(status = Status.INTERNAL)
public final class DenseInference implements Inference {

  private final Network network;
  private final DenseNetwork dense;
  private final int together;
  private DenseDecisions decisions;

  /**
   * Copies the network's weights.
   *
   * @param together the most inputs that are computed side by side
   */
  public DenseInference(Network network, int together) {
    this.network = network;
    this.together = together;
    this.dense = new DenseNetwork(network);
    this.decisions = decisions(network);
  }

  private static DenseDecisions decisions(Network network) {
    return new DenseDecisions(
        network.spec().decision(), new DenseWeights(network.weights().decisions()));
  }

  @Override
  public List<Volley> encode(List<? extends Stimulus> batch) {
    return inParts(batch, part -> volleys(dense.encode(part)));
  }

  @Override
  public List<Volley> features(List<Volley> encoded, int layers) {
    return layers == 0
        ? encoded
        : inParts(encoded, part -> volleys(dense.features(Tensors.latencies(part), layers)));
  }

  @Override
  public List<Volley> evidence(List<? extends Stimulus> batch) {
    return inParts(batch, part -> volleys(dense.evidence(dense.encode(part))));
  }

  @Override
  public List<Decision> decide(List<Volley> evidence) {
    return inParts(evidence, decisions::decide);
  }

  @Override
  public List<Decision> classify(List<? extends Stimulus> batch) {
    return decide(evidence(batch));
  }

  @Override
  public int[] labels(List<? extends Stimulus> batch) {
    return classify(batch).stream().mapToInt(Decision::label).toArray();
  }

  @Override
  public void refresh() {
    dense.refresh();
    decisions = decisions(network);
  }

  @Override
  public void close() {
    // Tensors go with the garbage.
  }

  private List<Volley> volleys(INDArray latencies) {
    return Tensors.volleys(latencies, dense.steps());
  }

  private <T, R> List<R> inParts(List<? extends T> batch, Function<List<? extends T>, List<R>> f) {
    List<R> results = new ArrayList<>(batch.size());
    for (int first = 0; first < batch.size(); first += together) {
      List<? extends T> part = batch.subList(first, Math.min(batch.size(), first + together));
      results.addAll(Memory.within(() -> f.apply(part)));
    }
    return results;
  }
}
