package io.firstspike.engine.nd4j.network;

import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.nd4j.encode.DenseEncoder;
import io.firstspike.engine.nd4j.layer.DenseLayer;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.TimesNeeded;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The encoding and the feature layers of a network on batches, from images to the evidence that the
 * decision layer sees. All between is latencies, (N, C, H, W).
 */
@API(status = Status.INTERNAL)
public final class DenseNetwork {

  private final Network network;
  private final NetworkSpec spec;
  private final DenseEncoder encoder;
  private final List<FeatureLayer> own;
  private final List<DenseLayer> layers = new ArrayList<>();

  public DenseNetwork(Network network) {
    this.network = network;
    this.spec = network.spec();
    this.encoder = new DenseEncoder(spec.input(), spec.encoding());
    this.own = network.featureLayers(spec.features().size());
    refresh();
  }

  /** Uses the network's present weights from now on. */
  public void refresh() {
    layers.clear();
    for (int i = 0; i < own.size(); i++) {
      FeatureSpec layer = spec.features().get(i);
      layers.add(
          new DenseLayer(
              own.get(i),
              network.weights().table(i),
              layer.frozenThresholds(),
              layer.pool().pooling()));
    }
  }

  /** The number of time steps. */
  public int steps() {
    return spec.encoding().steps();
  }

  /**
   * The latencies of images.
   *
   * @throws IllegalArgumentException if the network does not take one of them
   */
  public INDArray encode(List<? extends Stimulus> batch) {
    return encoder.encode(batch);
  }

  /** The output of the first {@code count} feature layers. */
  public INDArray features(INDArray encoded, int count) {
    INDArray latencies = encoded;
    for (DenseLayer layer : layers.subList(0, count)) {
      latencies = layer.forward(latencies, steps(), true);
    }
    return latencies;
  }

  /**
   * Computes the volleys that the decision layer reads. Time steps are kept where they matter, and
   * only there: elsewhere all spikes come in the last one, as the engine has it, since the order of
   * spikes is the order in which weights are added.
   */
  public INDArray evidence(INDArray encoded) {
    int exact = TimesNeeded.layers(spec, own);
    List<INDArray> outputs = new ArrayList<>();
    INDArray latencies = encoded;
    for (int i = 0; i < layers.size(); i++) {
      latencies = layers.get(i).forward(latencies, steps(), i < exact);
      outputs.add(latencies);
    }
    INDArray seen = joined(encoded, outputs);
    return spec.decision().timed() ? seen : timeless(seen);
  }

  /** The latencies with all spikes in the last time step. */
  private INDArray timeless(INDArray latencies) {
    return Transforms.max(latencies, steps() - 1, true);
  }

  private INDArray joined(INDArray encoded, List<INDArray> outputs) {
    Shape shape = network.evidence();
    long count = encoded.size(0);
    INDArray[] parts =
        spec.decisionInputs().stream()
            .map(layer -> layer < 0 ? encoded : outputs.get(layer))
            .map(part -> part.reshape(count, part.length() / count))
            .toArray(INDArray[]::new);
    INDArray all = parts.length == 1 ? parts[0] : Nd4j.concat(1, parts);
    return all.reshape(count, shape.maps(), shape.height(), shape.width());
  }
}
