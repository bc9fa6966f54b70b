package io.firstspike.engine.nd4j.encode;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.filter.LocalNormalisation;
import io.firstspike.engine.nd4j.layer.DenseInhibition;
import io.firstspike.engine.nd4j.layer.DensePooling;
import io.firstspike.engine.nd4j.tensor.Batches;
import io.firstspike.engine.nd4j.tensor.Padding;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The encoding of a batch of images, pixels to latencies, stage after stage as {@link EncodingSpec}
 * lists them. Images are cropped, resized and turned to planes by the engine's {@link Encoder}; so
 * is the whole of a Poisson coding, whose random numbers are the engine's. Windows of events are
 * encoded already.
 */
@API(status = Status.INTERNAL)
public final class DenseEncoder {

  private final InputSpec input;
  private final EncodingSpec spec;
  private final Encoder encoder;

  /** The first stage; null where the engine's encoder does all. */
  private final DenseFilters filters;

  public DenseEncoder(InputSpec input, EncodingSpec spec) {
    this.input = input;
    this.spec = spec;
    this.encoder = new Encoder(input, spec);
    this.filters =
        input.events() != null || spec.poisson() != null
            ? null
            : new DenseFilters(
                spec.appliedFilters(), spec.padding(), spec.appliedThresholds(), spec.rectified());
  }

  /**
   * The latencies of stimuli, (N, C, H, W).
   *
   * @throws IllegalArgumentException if the network does not take one of them
   */
  public INDArray encode(List<? extends Stimulus> batch) {
    if (filters == null) {
      List<Volley> volleys = new ArrayList<>();
      batch.forEach(stimulus -> volleys.add(encoder.encode(stimulus)));
      return Tensors.latencies(volleys);
    }
    return latencies(pixels(batch));
  }

  /**
   * The pixels of images, (N, planes, H, W), 0 to 255.
   *
   * @throws IllegalArgumentException if one of the stimuli is no image of the network
   */
  private INDArray pixels(List<? extends Stimulus> batch) {
    Shape shape = input.pixels();
    float[] pixels = new float[Math.multiplyExact(batch.size(), shape.size())];
    for (int i = 0; i < batch.size(); i++) {
      float[] planes = encoder.planes(batch.get(i));
      System.arraycopy(planes, 0, pixels, i * shape.size(), planes.length);
    }
    return Batches.of(pixels, batch.size(), shape);
  }

  /** The latencies of planes of pixels. */
  private INDArray latencies(INDArray pixels) {
    INDArray intensities = filters.apply(pixels);
    if (spec.normalisationRadius() > 0) {
      intensities =
          DenseNormalisation.apply(
              intensities, spec.normalisationRadius(), LocalNormalisation.EPSILON);
    }
    if (spec.pool() != null) {
      intensities = DensePooling.highest(intensities, spec.pool().pooling());
    }
    if (!spec.lateralInhibition().isEmpty()) {
      intensities = DenseInhibition.lateral(intensities, LateralInhibition.weights(spec.shares()));
    }
    INDArray latencies = RankOrder.latencies(intensities, spec.steps());
    if (spec.pointwiseInhibition()) {
      latencies = DenseInhibition.pointwise(latencies, intensities, spec.steps());
    }
    return spec.border() == 0 ? latencies : Padding.of(latencies, spec.border(), spec.steps());
  }
}
