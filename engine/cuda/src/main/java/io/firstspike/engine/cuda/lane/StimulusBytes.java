package io.firstspike.engine.cuda.lane;

import io.firstspike.engine.encode.FrameFitting;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Stimuli as the bytes that the device gets: the pixels of an image fitted to the network's input,
 * plane-major; of a window of events, which is encoded already, the latencies of all cells.
 * Thread-safe.
 */
@API(status = Status.INTERNAL)
public final class StimulusBytes {

  private final NetworkSpec spec;
  private final FrameFitting fitting;
  private final int each;

  public StimulusBytes(NetworkSpec spec) {
    this.spec = spec;
    this.fitting = new FrameFitting(spec.input());
    this.each = each(spec);
  }

  /** The bytes of one stimulus. */
  static int each(NetworkSpec spec) {
    return encoded(spec) ? spec.input().window().size() : spec.input().pixels().size();
  }

  /** Whether stimuli are spikes already. */
  static boolean encoded(NetworkSpec spec) {
    return spec.input().events() != null;
  }

  /** The bytes of one stimulus. */
  int each() {
    return each;
  }

  /**
   * Checks that the network takes {@code stimulus}.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void require(Stimulus stimulus) {
    Optional<String> refusal = spec.refusal(stimulus);
    if (refusal.isPresent()) {
      throw new IllegalArgumentException(refusal.get());
    }
  }

  /**
   * Writes the bytes of {@code stimulus}.
   *
   * @param at where the first of them is to be
   * @throws IllegalArgumentException if the network does not take it
   */
  void put(Stimulus stimulus, ByteBuffer room, int at) {
    if (stimulus instanceof Image image) {
      fitting.fit(image, room, at);
    } else {
      require(stimulus);
      Volley spikes = ((EventWindow) stimulus).spikes();
      room.put(at, spikes.latencies());
    }
  }
}
