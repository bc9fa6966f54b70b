package io.firstspike.engine.encode;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.compute.ThreadGuard;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.filter.LocalNormalisation;
import io.firstspike.engine.filter.ZcaWhitening;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.PoissonSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * From an image to the network's first volley: what {@link InputSpec} makes of the image, then the
 * stages of {@link EncodingSpec}. Not thread-safe, it keeps its buffers: make one for each thread.
 * Two threads in one at the same time are refused with a {@link
 * java.util.ConcurrentModificationException}.
 */
public final class Encoder {

  /** From intensities to intensities, in place or into a buffer of its own. */
  @FunctionalInterface
  private interface Stage {
    float[] apply(float[] intensities);
  }

  /** From intensities to a volley. */
  @FunctionalInterface
  private interface Coding {
    Volley code(float[] intensities, VolleyBuffer buffer);
  }

  private final ThreadGuard guard =
      new ThreadGuard("Encoder", "make one for each thread, or let Batch do it");
  private final InputSpec input;
  private final FrameFitting fitting;
  private final FilterBank filters;
  private final List<Stage> stages;
  private final IntensityToLatency ranking;
  private final boolean ranks;
  private final Coding coding;
  private final Shape output;
  private final float[] planes;
  private final float[] filtered;

  /**
   * An encoder for images that {@code input} takes.
   *
   * @throws IllegalArgumentException as {@link EncodingSpec#output}
   */
  public Encoder(InputSpec input, EncodingSpec spec) {
    this(input, spec, InnerLoops.fastest().pixels());
  }

  /**
   * An encoder with loops of its own.
   *
   * @param loops this encoder's own
   */
  public Encoder(InputSpec input, EncodingSpec spec, PixelLoops loops) {
    this.input = input;
    this.output = spec.output(input);
    this.fitting = new FrameFitting(input);
    this.filters = filters(input, spec, loops);
    Shape coded = spec.pooled(filters.output());
    this.stages = stages(spec, filters.output(), coded);
    this.ranking = new IntensityToLatency(coded, spec.steps());
    this.ranks = spec.poisson() == null && !spec.pointwiseInhibition() && spec.border() == 0;
    this.coding = ranks ? ranking::encode : coding(spec, coded, output, ranking);
    this.planes = new float[input.pixels().size()];
    this.filtered = new float[filters.output().size()];
  }

  private static FilterBank filters(InputSpec input, EncodingSpec spec, PixelLoops loops) {
    List<Filter> filters = spec.appliedFilters();
    float[] thresholds = new float[filters.size()];
    for (int i = 0; i < thresholds.length; i++) {
      Float own = spec.filters().isEmpty() ? null : spec.filters().get(i).threshold();
      thresholds[i] = own == null ? spec.threshold() : own;
    }
    return new FilterBank(
        filters, spec.padding(), thresholds, spec.rectified(), input.pixels(), loops);
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

  private static PoissonCoding poisson(PoissonSpec poisson, Shape shape, int steps) {
    return new PoissonCoding(
        shape, steps, poisson.maxRate(), poisson.fullIntensity(), poisson.seed());
  }

  /** The cells around the latencies. */
  private static Border silentBorder(EncodingSpec spec) {
    int cells = spec.border();
    return new Border(cells, cells, cells, cells, spec.steps());
  }

  /** A coding that is more than ranking. */
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
    return encode(image, new VolleyBuffer(output));
  }

  /** The same, in a buffer of {@link #output}. */
  public Volley encode(Image image, VolleyBuffer buffer) {
    guard.enter();
    try {
      fitting.fit(image, planes);
      return encodePixels(planes, buffer);
    } finally {
      guard.leave();
    }
  }

  /**
   * Which neurons fire at all: those of {@link #encode}, all in the last time step, in the order of
   * their index. Faster, and enough for those to whom time makes no difference.
   *
   * @throws IllegalArgumentException as {@link #encode}
   */
  public Volley encodeAtAll(Image image, VolleyBuffer buffer) {
    guard.enter();
    try {
      fitting.fit(image, planes);
      return ranks
          ? ranking.encodeAtAll(intensities(planes), buffer)
          : buffer.fillTimeless(encodePixels(planes, buffer));
    } finally {
      guard.leave();
    }
  }

  /**
   * The planes of pixels the network sees of {@code image}, before any filter.
   *
   * @return planes x height x width of the network's input, plane-major, each 0 to 255: a new array
   * @throws IllegalArgumentException as {@link #encode}
   */
  public float[] planes(Image image) {
    guard.enter();
    try {
      float[] fitted = new float[planes.length];
      fitting.fit(image, fitted);
      return fitted;
    } finally {
      guard.leave();
    }
  }

  /**
   * Encodes planes of pixels that something was done to after {@link #planes}, whitening for
   * example ({@link ZcaWhitening}). They may have either sign and any unit; the encoding's
   * thresholds, and a Poisson coding's full intensity, are then in that unit. What {@link #planes}
   * gives becomes what {@link #encode} makes of the image.
   *
   * @param planes planes x height x width of the network's input, plane-major; not changed
   * @throws IllegalArgumentException if there are more or fewer, or one is not finite
   */
  public Volley encodePlanes(float[] planes) {
    guard.enter();
    try {
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
          throw new IllegalArgumentException(
              "pixel " + i + " is " + planes[i] + ", must be finite");
        }
      }
      return encodePixels(planes, new VolleyBuffer(output));
    } finally {
      guard.leave();
    }
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
