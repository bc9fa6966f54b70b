package io.firstspike.engine.encode;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.compute.ThreadGuard;
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
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Encodes images as the first volley of a network: converts the image as {@link InputSpec} says,
 * then applies the stages of {@link EncodingSpec}.
 *
 * <pre>{@code
 * NetworkSpec spec = NetworkSpec.load("firstspike-2026");
 * Encoder encoder = new Encoder(spec.input(), spec.encoding());
 * Volley volley = encoder.encode(Image.grey(28, 28, pixels));
 * }</pre>
 *
 * Not thread-safe, as it reuses its buffers: make one for each thread. A thread that enters while
 * another one is inside gets a {@link java.util.ConcurrentModificationException}.
 */
@API(status = Status.MAINTAINED)
public final class Encoder {

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

  private final ThreadGuard guard =
      new ThreadGuard("Encoder", "make one for each thread, or let Workers do it");
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
   * Creates an encoder for images that {@code input} describes.
   *
   * @throws IllegalArgumentException if a filter or the pooling does not fit, or the shape of a
   *     stage exceeds the engine's limit
   */
  public Encoder(InputSpec input, EncodingSpec spec) {
    this(input, spec, InnerLoops.fastest().pixels());
  }

  /**
   * Creates an encoder with the given inner loops.
   *
   * @param loops the inner loops; not to be shared with another object
   * @throws IllegalArgumentException if a filter or the pooling does not fit, or the shape of a
   *     stage exceeds the engine's limit
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
    return new FilterBank(
        spec.appliedFilters(),
        spec.padding(),
        spec.appliedThresholds(),
        spec.rectified(),
        input.pixels(),
        loops);
  }

  /** The stages between filters and coding, in their order. */
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

  /** The shape of the volleys. */
  public Shape output() {
    return output;
  }

  /**
   * Encodes an image. A blank image gives a volley without spikes.
   *
   * @throws IllegalArgumentException if the network does not take the image; the message is that of
   *     {@link InputSpec#refusal}
   */
  public Volley encode(Image image) {
    return encode(image, new VolleyBuffer(output));
  }

  /**
   * Encodes an image into {@code buffer}, whose shape is that of {@link #output}.
   *
   * @throws IllegalArgumentException if the network does not take the image
   */
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
   * Encodes an image without time steps: the neurons that fire in {@link #encode}, all in the last
   * time step, in the order of their flat index. This is faster, and enough where only the choice
   * of neurons matters.
   *
   * @param buffer a buffer of the shape of {@link #output}
   * @throws IllegalArgumentException if the network does not take the image
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
   * Converts an image to planes of pixels, before any filter.
   *
   * @return planes x height x width of the network's input, plane-major, each 0 to 255, in a new
   *     array
   * @throws IllegalArgumentException if the network does not take the image
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
   * Encodes planes of pixels that were changed after {@link #planes}, for example by {@link
   * ZcaWhitening}. Values may be negative and have any unit; the thresholds of the encoding and the
   * full intensity of a Poisson coding are then in that unit. Unchanged planes give the volley of
   * {@link #encode}.
   *
   * @param planes planes x height x width of the network's input, plane-major; not changed
   * @throws IllegalArgumentException if the number of pixels is wrong, or one is not finite
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
