package io.firstspike.engine.encode;

import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.List;

/**
 * From an image to the network's first volley: what {@link InputSpec} makes of the image, then the
 * stages of {@link EncodingSpec}. Not thread-safe, it keeps its buffers: make one for each thread.
 */
public final class Encoder {

  /** From intensities to intensities, in place or into a buffer of its own. */
  @FunctionalInterface
  private interface Stage {
    float[] apply(float[] intensities);
  }

  private final EncodingSpec spec;
  private final FrameFitting fitting;
  private final FilterBank filters;
  private final List<Stage> stages;
  private final Shape coded;
  private final IntensityToLatency coding;
  private final Shape output;
  private final float[] planes;
  private final float[] filtered;
  private final byte[] bordered;

  /**
   * An encoder for images that {@code input} takes.
   *
   * @throws IllegalArgumentException as {@link EncodingSpec#output}
   */
  public Encoder(InputSpec input, EncodingSpec spec) {
    this.spec = spec;
    this.output = spec.output(input);
    this.fitting = new FrameFitting(input);
    this.filters = filters(input, spec);
    this.coded = spec.pooled(filters.output());
    this.stages = stages(spec, filters.output(), coded);
    this.coding = new IntensityToLatency(coded, spec.steps());
    this.planes = new float[input.pixels().size()];
    this.filtered = new float[filters.output().size()];
    this.bordered = new byte[spec.border() == 0 ? 0 : output.size()];
  }

  private static FilterBank filters(InputSpec input, EncodingSpec spec) {
    List<Kernel> kernels = spec.kernels();
    float[] thresholds = new float[kernels.size()];
    for (int i = 0; i < thresholds.length; i++) {
      Float own = spec.filters().isEmpty() ? null : spec.filters().get(i).threshold();
      thresholds[i] = own == null ? spec.threshold() : own;
    }
    return new FilterBank(kernels, spec.padding(), thresholds, spec.rectified(), input.pixels());
  }

  /** What stands between filters and coding. */
  private static List<Stage> stages(EncodingSpec spec, Shape filtered, Shape coded) {
    List<Stage> stages = new ArrayList<>();
    if (spec.normalisationRadius() > 0) {
      LocalNormalisation normalisation =
          new LocalNormalisation(filtered, spec.normalisationRadius(), LocalNormalisation.EPSILON);
      stages.add(
          intensities -> {
            normalisation.apply(intensities);
            return intensities;
          });
    }
    if (spec.pool() != null) {
      Pooling pooling = spec.pool().pooling();
      float[] pooled = new float[coded.size()];
      stages.add(
          intensities -> {
            pooling.potentials(filtered, intensities, pooled);
            return pooled;
          });
    }
    if (!spec.lateralInhibition().isEmpty()) {
      LateralInhibition lateral = new LateralInhibition(coded, shares(spec));
      float[] inhibited = new float[coded.size()];
      stages.add(
          intensities -> {
            lateral.apply(intensities, inhibited);
            return inhibited;
          });
    }
    return List.copyOf(stages);
  }

  private static float[] shares(EncodingSpec spec) {
    float[] shares = new float[spec.lateralInhibition().size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = spec.lateralInhibition().get(i);
    }
    return shares;
  }

  /** The shape of the volleys this encoder makes. */
  public Shape output() {
    return output;
  }

  /**
   * Encodes one image. A blank image gives a volley without spikes.
   *
   * @throws IllegalArgumentException if the network does not take the image, with what {@link
   *     InputSpec#refusal} says
   */
  public Volley encode(Image image) {
    fitting.fit(image, planes);
    filters.apply(planes, filtered);
    float[] intensities = filtered;
    for (Stage stage : stages) {
      intensities = stage.apply(intensities);
    }
    byte[] latencies = coding.latencies(intensities);
    if (spec.pointwiseInhibition()) {
      PointwiseInhibition.apply(coded, spec.steps(), latencies, intensities);
    }
    if (spec.border() > 0) {
      spec.silentBorder().apply(coded, latencies, bordered);
      latencies = bordered;
    }
    return Volley.ofLatencies(output, spec.steps(), latencies);
  }
}
