package io.firstspike.engine.encode;

import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.filter.LocalNormalisation;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EncodingSpec.PoissonSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes images: converts them as {@link InputSpec} says, then applies the stages of {@link
 * EncodingSpec}. For one {@link Encoder}, which guards it.
 */
final class PixelEncoder {

  /**
   * Stage from intensities to intensities, which are changed in place or written into a buffer of
   * the stage.
   */
  @FunctionalInterface
  private interface Stage {
    float[] apply(float[] intensities);
  }

  /** Stage from intensities to a volley. */
  @FunctionalInterface
  private interface Coding {
    Volley code(float[] intensities, VolleyBuffer buffer);
  }

  private final InputSpec input;
  private final FrameFitting fitting;
  private final FilterBank filters;
  private final List<Stage> stages;
  private final IntensityToLatency ranking;
  private final boolean ranks;
  private final Coding coding;
  private final float[] planes;
  private final float[] filtered;

  /**
   * Creates an encoder for images that {@code input} describes.
   *
   * @param loops the inner loops; not to be shared with another object
   * @throws IllegalArgumentException if a filter or the pooling does not fit, or the shape of a
   *     stage exceeds the engine's limit
   */
  PixelEncoder(InputSpec input, EncodingSpec spec, PixelLoops loops) {
    this.input = input;
    this.fitting = new FrameFitting(input);
    this.filters = filters(input, spec, loops);
    Shape coded = spec.pooled(filters.output());
    this.stages = stages(spec, filters.output(), coded, loops);
    this.ranking = new IntensityToLatency(coded, spec.steps(), loops);
    this.ranks = spec.poisson() == null && !spec.pointwiseInhibition() && spec.border() == 0;
    this.coding = ranks ? ranking::encode : coding(spec, coded, spec.output(input), ranking);
    this.planes = new float[input.pixels().size()];
    this.filtered = new float[filters.output().size()];
  }

  private static FilterBank filters(InputSpec input, EncodingSpec spec, PixelLoops loops) {
    return new FilterBank(
        spec.appliedFilters(),
        spec.padding(),
        spec.appliedThresholds(),
        spec.rectified(),
        input.pixels(),
        loops);
  }

  /** The stages between filters and coding, in their order. */
  private static List<Stage> stages(
      EncodingSpec spec, Shape filtered, Shape coded, PixelLoops loops) {
    List<Stage> stages = new ArrayList<>();
    if (spec.normalisationRadius() > 0) {
      LocalNormalisation normalisation =
          new LocalNormalisation(
              filtered, spec.normalisationRadius(), LocalNormalisation.EPSILON, loops);
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
      LateralInhibition lateral = new LateralInhibition(coded, spec.shares());
      float[] inhibited = new float[coded.size()];
      stages.add(
          intensities -> {
            lateral.apply(intensities, inhibited);
            return inhibited;
          });
    }
    return List.copyOf(stages);
  }

  private static PoissonCoding poisson(PoissonSpec poisson, Shape shape, int steps) {
    return new PoissonCoding(
        shape, steps, poisson.maxRate(), poisson.fullIntensity(), poisson.seed());
  }

  /** The silent cells around the latencies. */
  private static Border silentBorder(EncodingSpec spec) {
    int cells = spec.border();
    return new Border(cells, cells, cells, cells, spec.steps());
  }

  /**
   * The coding of a spec that has random rates, point-wise inhibition or a border; without these,
   * ranking alone is faster.
   */
  private static Coding coding(
      EncodingSpec spec, Shape coded, Shape output, IntensityToLatency ranking) {
    byte[] latencies = new byte[coded.size()];
    byte[] bordered = new byte[output.size()];
    Border border = silentBorder(spec);
    PoissonCoding poisson =
        spec.poisson() == null ? null : poisson(spec.poisson(), coded, spec.steps());
    return (intensities, buffer) -> {
      if (poisson == null) {
        ranking.latencies(intensities, latencies);
      } else {
        poisson.latencies(intensities, latencies);
      }
      if (spec.pointwiseInhibition()) {
        PointwiseInhibition.apply(coded, spec.steps(), latencies, intensities);
      }
      if (spec.border() == 0) {
        return buffer.fill(spec.steps(), latencies);
      }
      border.apply(coded, latencies, bordered);
      return buffer.fill(spec.steps(), bordered);
    };
  }

  /** Encodes an image into {@code buffer}. */
  Volley encode(Image image, VolleyBuffer buffer) {
    fitting.fit(image, planes);
    return encodePixels(planes, buffer);
  }

  /** Encodes an image into {@code buffer} without time steps. */
  Volley encodeAtAll(Image image, VolleyBuffer buffer) {
    fitting.fit(image, planes);
    return ranks
        ? ranking.encodeAtAll(intensities(planes), buffer)
        : buffer.fillTimeless(encodePixels(planes, buffer));
  }

  /** The planes of pixels of an image, in a new array. */
  float[] planes(Image image) {
    float[] fitted = new float[planes.length];
    fitting.fit(image, fitted);
    return fitted;
  }

  /**
   * Encodes planes of pixels into {@code buffer}.
   *
   * @throws IllegalArgumentException if the number of pixels is wrong, or one is not finite
   */
  Volley encodePlanes(float[] planes, VolleyBuffer buffer) {
    if (planes.length != input.pixels().size()) {
      throw new IllegalArgumentException(
          "a network that takes "
              + input.pixels()
              + " pixels cannot encode "
              + planes.length
              + " of them");
    }
    for (int i = 0; i < planes.length; i++) {
      if (!Float.isFinite(planes[i])) {
        throw new IllegalArgumentException("pixel " + i + " is " + planes[i] + ", must be finite");
      }
    }
    return encodePixels(planes, buffer);
  }

  private Volley encodePixels(float[] pixels, VolleyBuffer buffer) {
    return coding.code(intensities(pixels), buffer);
  }

  private float[] intensities(float[] pixels) {
    filters.apply(pixels, filtered);
    float[] intensities = filtered;
    for (int i = 0; i < stages.size(); i++) {
      intensities = stages.get(i).apply(intensities);
    }
    return intensities;
  }
}
