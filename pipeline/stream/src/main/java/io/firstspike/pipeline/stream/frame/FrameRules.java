package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.image.RawLayout;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.FrameStore;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Rules for the frames that a job takes.
 *
 * @param limits how large an image may be
 * @param layout layout of raw frames without headers that tell it; null: there are none
 * @param places where the contents of frames by reference may lie ({@link FramePlaces})
 */
@API(status = Status.MAINTAINED)
public record FrameRules(ImageLimits limits, RawLayout layout, List<String> places)
    implements Serializable {

  /** Frames within their records, of the default limits. */
  public static final FrameRules DEFAULT = of(ImageLimits.DEFAULT);

  /**
   * @throws IllegalArgumentException if a place is no URI of a folder
   */
  public FrameRules {
    places = List.copyOf(places);
    places.forEach(FramePlaces::requireFolder);
  }

  /** Frames within their records, of the given limits. */
  public static FrameRules of(ImageLimits limits) {
    return new FrameRules(limits, null, List.of());
  }

  /** A copy with another layout of raw frames. */
  public FrameRules withLayout(RawLayout other) {
    return new FrameRules(limits, other, places);
  }

  /** A copy with other places. */
  public FrameRules withPlaces(List<String> others) {
    return new FrameRules(limits, layout, others);
  }

  /** The format that reads frames by these rules. */
  public FrameFormat format() {
    FrameStore store = places.isEmpty() ? FrameStore.NONE : new FramePlaces(places);
    return new FrameFormat(limits, Optional.ofNullable(layout), store);
  }
}
