package io.firstspike.engine.encode;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.compute.ThreadGuard;
import io.firstspike.engine.filter.ZcaWhitening;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Encodes stimuli as the first volley of a network. Images are converted as {@link InputSpec} says
 * and pass through the stages of {@link EncodingSpec}; windows of events, which {@link
 * WindowCutter} makes, are spikes already. Where the encoding is a network of neurons that fire
 * many times ({@code encoding.stepped}), either is shown to it.
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

  private final ThreadGuard guard =
      new ThreadGuard("Encoder", "make one for each thread, or let Workers do it");
  private final InputSpec input;
  private final Shape output;
  private final int windowSteps;
  private final boolean neurons;

  /** Encodes images; null where the network takes events, or a network of neurons encodes. */
  private final PixelEncoder pixels;

  /** Converts images for a network of neurons that encodes; null where there is none. */
  private final FrameFitting fitting;

  private final Supplier<SteppedEncoder> opening;

  /** The network of neurons that encodes, from the first stimulus on; null where there is none. */
  private SteppedEncoder stepped;

  /**
   * Creates an encoder for what {@code input} describes.
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
    this(
        input,
        spec,
        loops,
        () -> {
          throw new IllegalStateException(
              "a network of neurons encodes, whose numbers are in a model: use its Classifier");
        });
  }

  /**
   * Creates an encoder with the given inner loops.
   *
   * @param loops the inner loops; not to be shared with another object
   * @param graph gives the numbers of the network of neurons that encodes, if there is one
   * @throws IllegalArgumentException if a filter or the pooling does not fit, or the shape of a
   *     stage exceeds the engine's limit
   */
  public Encoder(InputSpec input, EncodingSpec spec, PixelLoops loops, Supplier<float[]> graph) {
    boolean images = input.events() == null;
    boolean neurons = spec.stepped() != null;
    this.input = input;
    this.output = spec.output(input);
    this.windowSteps = spec.windowSteps();
    this.pixels = images && !neurons ? new PixelEncoder(input, spec, loops) : null;
    this.fitting = images && neurons ? new FrameFitting(input) : null;
    this.opening = neurons ? () -> SteppedEngine.find().open(input, spec, graph.get()) : () -> null;
    this.neurons = neurons;
  }

  /** The shape of the volleys. */
  public Shape output() {
    return output;
  }

  /**
   * Encodes a stimulus. A blank image gives a volley without spikes.
   *
   * @throws IllegalArgumentException if the network does not take the stimulus; the message says
   *     why, and the remedy
   */
  public Volley encode(Stimulus stimulus) {
    return stimulus instanceof EventWindow window && !neurons
        ? checked(window)
        : encode(stimulus, new VolleyBuffer(output));
  }

  /**
   * Encodes a stimulus into {@code buffer}, whose shape is that of {@link #output}. The spikes of a
   * window are returned as they are, not in the buffer, unless a network of neurons encodes.
   *
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public Volley encode(Stimulus stimulus, VolleyBuffer buffer) {
    guard.enter();
    try {
      if (neurons) {
        return stepped(stimulus, buffer);
      }
      return stimulus instanceof Image image
          ? pixels(image).encode(image, buffer)
          : checked((EventWindow) stimulus);
    } finally {
      guard.leave();
    }
  }

  /**
   * Encodes a stimulus without time steps: the neurons that fire in {@link #encode}, all in the
   * last time step, in the order of their flat index. This is faster, and enough where only the
   * choice of neurons matters.
   *
   * @param buffer a buffer of the shape of {@link #output}
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public Volley encodeAtAll(Stimulus stimulus, VolleyBuffer buffer) {
    guard.enter();
    try {
      if (neurons) {
        return buffer.fillTimeless(stepped(stimulus, buffer));
      }
      return stimulus instanceof Image image
          ? pixels(image).encodeAtAll(image, buffer)
          : buffer.fillTimeless(checked((EventWindow) stimulus));
    } finally {
      guard.leave();
    }
  }

  /**
   * Converts an image to planes of pixels, before any filter.
   *
   * @return planes x height x width of the network's input, plane-major, each 0 to 255, in a new
   *     array
   * @throws IllegalArgumentException if the stimulus is no image, or the network does not take it
   */
  public float[] planes(Stimulus stimulus) {
    guard.enter();
    try {
      if (stimulus instanceof Image image) {
        return fitting == null ? pixels(image).planes(image) : fitted(image);
      }
      throw new IllegalArgumentException("a window of events has no pixels");
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
   * @throws IllegalArgumentException if the number of pixels is wrong, one is not finite, or the
   *     network takes no images
   */
  public Volley encodePlanes(float[] planes) {
    guard.enter();
    try {
      if (fitting != null) {
        return stepped().image(planes, new VolleyBuffer(output));
      }
      if (pixels == null) {
        throw new IllegalArgumentException("the network takes windows of events, not pixels");
      }
      return pixels.encodePlanes(planes, new VolleyBuffer(output));
    } finally {
      guard.leave();
    }
  }

  private Volley stepped(Stimulus stimulus, VolleyBuffer buffer) {
    if (stimulus instanceof Image image) {
      if (fitting == null) {
        throw new IllegalArgumentException(input.refusal(image).orElseThrow());
      }
      return stepped().image(fitted(image), buffer);
    }
    return stepped().window(checked((EventWindow) stimulus), buffer);
  }

  private SteppedEncoder stepped() {
    if (stepped == null) {
      stepped = opening.get();
    }
    return stepped;
  }

  private float[] fitted(Image image) {
    float[] planes = new float[input.pixels().size()];
    fitting.fit(image, planes);
    return planes;
  }

  private PixelEncoder pixels(Image image) {
    if (pixels == null) {
      throw new IllegalArgumentException(input.refusal(image).orElseThrow());
    }
    return pixels;
  }

  private Volley checked(EventWindow window) {
    input
        .refusal(window, windowSteps)
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
    return window.spikes();
  }
}
