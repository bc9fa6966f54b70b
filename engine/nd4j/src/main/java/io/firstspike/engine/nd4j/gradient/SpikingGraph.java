package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.LayerSpec;
import io.firstspike.engine.stepped.training.SpikeLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/**
 * Builds a SameDiff graph of a network, written out over time. What has no state is computed for
 * all time steps at once, one step's examples after the other's: (step x example, map, row,
 * column). Before the first neurons all time steps are alike, and computed once.
 */
final class SpikingGraph {

  private static final String ORDER = "NCHW";

  private final GradientSpec spec;
  private final int batch;
  private final SmoothStep firing;
  private final Map<String, INDArray> statistics;
  private final SameDiff graph = SameDiff.create();

  /** What the last layer so far gives. */
  private SDVariable values;

  /** Whether {@link #values} are those of one time step, which all others are like. */
  private boolean constant = true;

  private SpikingGraph(
      GradientSpec spec, int batch, SmoothStep firing, Map<String, INDArray> statistics) {
    this.spec = spec;
    this.batch = batch;
    this.firing = firing;
    this.statistics = statistics;
  }

  /**
   * A graph for training: with dropout, and normalised by each batch.
   *
   * @param batch examples that are computed side by side
   * @param smooth whether neurons give smooth steps instead of spikes
   * @param parameters what it learns, which training changes
   */
  static SameDiff training(
      GradientSpec spec, int batch, boolean smooth, Map<String, INDArray> parameters) {
    return build(spec, batch, smooth, parameters, null);
  }

  /**
   * A graph of a trained network.
   *
   * @param statistics means and variances to normalise by
   */
  static SameDiff trained(
      GradientSpec spec,
      int batch,
      Map<String, INDArray> parameters,
      Map<String, INDArray> statistics) {
    return build(spec, batch, false, parameters, statistics);
  }

  private static SameDiff build(
      GradientSpec spec,
      int batch,
      boolean smooth,
      Map<String, INDArray> parameters,
      Map<String, INDArray> statistics) {
    SmoothStep firing =
        new SmoothStep(spec.training().surrogate(), spec.training().slope(), smooth);
    SpikingGraph building = new SpikingGraph(spec, batch, firing, statistics);
    building.build(parameters);
    return building.graph;
  }

  private void build(Map<String, INDArray> parameters) {
    DataType type = parameters.values().iterator().next().dataType();
    Shape input = spec.input().shape();
    values =
        graph.placeHolder(Names.IMAGES, type, batch, input.maps(), input.height(), input.width());
    parameters.forEach(graph::var);
    List<SDVariable> spikes = List.of();
    for (int i = 0; i < spec.layers().size(); i++) {
      LayerSpec layer = spec.layers().get(i);
      if (layer instanceof LayerSpec.Neurons neurons) {
        spikes = spikes(neurons);
        values = graph.concat(0, spikes.toArray(SDVariable[]::new));
        constant = false;
      } else {
        values = after(i, layer, type);
      }
    }
    if (spec.training().loss() == SpikeLoss.POTENTIAL) {
      spikes = steps(values);
    }
    SDVariable targets =
        graph.placeHolder(Names.TARGETS, type, batch, spec.decision().labels().size());
    SDVariable counts = Losses.sum(spikes).rename(Names.COUNTS);
    Losses.loss(spec.training().loss(), spikes, counts, targets).rename(Names.LOSS);
    graph.setLossVariables(Names.LOSS);
  }

  private List<SDVariable> spikes(LayerSpec.Neurons neurons) {
    UnrolledNeurons unrolled = new UnrolledNeurons(neurons, firing, spec.training().detachReset());
    return unrolled.spikes(steps(unrolled.current(values)));
  }

  private List<SDVariable> steps(SDVariable all) {
    return constant || spec.steps() == 1
        ? Collections.nCopies(spec.steps(), all)
        : Arrays.asList(graph.split(all, spec.steps(), 0));
  }

  private SDVariable after(int i, LayerSpec layer, DataType type) {
    if (layer instanceof LayerSpec.Convolution convolution) {
      return biased(i, convolved(i, convolution));
    }
    if (layer instanceof LayerSpec.Linear) {
      Shape from = spec.shapes().get(i);
      SDVariable rows = values.reshape(examples(), from.size());
      return biased(i, rows.mmul(graph.getVariable(Names.weights(i))));
    }
    if (layer instanceof LayerSpec.Pooling pooling) {
      return pooled(pooling.window());
    }
    if (layer instanceof LayerSpec.Normalisation normalisation) {
      return normalised(i, normalisation);
    }
    return statistics == null && layer instanceof LayerSpec.Dropout ? thinned(i, type) : values;
  }

  private int examples() {
    return constant ? batch : batch * spec.steps();
  }

  private SDVariable convolved(int i, LayerSpec.Convolution convolution) {
    return graph
        .cnn()
        .conv2d(
            values,
            graph.getVariable(Names.weights(i)),
            Conv2DConfig.builder()
                .kH(convolution.kernel())
                .kW(convolution.kernel())
                .sH(convolution.stride())
                .sW(convolution.stride())
                .pH(convolution.padding())
                .pW(convolution.padding())
                .dataFormat(ORDER)
                .build());
  }

  private SDVariable biased(int i, SDVariable sums) {
    return spec.normalised(i) ? sums : sums.add(graph.getVariable(Names.bias(i)));
  }

  private SDVariable pooled(int window) {
    return graph
        .cnn()
        .avgPooling2d(
            values,
            Pooling2DConfig.builder()
                .kH(window)
                .kW(window)
                .sH(window)
                .sW(window)
                .pH(0)
                .pW(0)
                .isNHWC(false)
                .build());
  }

  private SDVariable normalised(int i, LayerSpec.Normalisation normalisation) {
    Normaliser normaliser =
        new Normaliser(
            graph.getVariable(Names.gain(i)),
            graph.getVariable(Names.offset(i)),
            normalisation.epsilon());
    return statistics == null
        ? normaliser.byBatch(values, Names.mean(i), Names.variance(i))
        : normaliser.by(
            values,
            graph.constant(statistics.get(Names.mean(i))),
            graph.constant(statistics.get(Names.variance(i))));
  }

  private SDVariable thinned(int i, DataType type) {
    SDVariable mask = graph.placeHolder(Names.mask(i), type, mask(spec, i, batch));
    List<SDVariable> steps =
        new ArrayList<>(Collections.nCopies(constant ? 1 : spec.steps(), mask));
    return values.mul(steps.size() == 1 ? mask : graph.concat(0, steps.toArray(SDVariable[]::new)));
  }

  /** The dimensions of what a dropout multiplies with. */
  static long[] mask(GradientSpec spec, int layer, int batch) {
    Shape shape = spec.shapes().get(layer);
    return spec.flat(layer)
        ? new long[] {batch, shape.maps()}
        : new long[] {batch, shape.maps(), shape.height(), shape.width()};
  }
}
