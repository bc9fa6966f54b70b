package io.firstspike.pipeline.stream.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Frames and labels of one timestamp that wait for event time to reach them.
 *
 * @param frames the frames, in no particular order
 * @param labels the labels, in no particular order
 */
public record Arrivals(List<EncodedFrame> frames, List<ReceivedLabel> labels) {

  /** No frames and no labels. */
  public static final Arrivals NONE = new Arrivals(List.of(), List.of());

  public Arrivals {
    frames = List.copyOf(frames);
    labels = List.copyOf(labels);
  }

  /** A copy with {@code frame} added. */
  public Arrivals with(EncodedFrame frame) {
    return new Arrivals(plus(frames, frame), labels);
  }

  /** A copy with {@code label} added. */
  public Arrivals with(ReceivedLabel label) {
    return new Arrivals(frames, plus(labels, label));
  }

  /** The frames in the order of partition and offset. */
  public List<EncodedFrame> orderedFrames() {
    return frames.stream().sorted(Comparator.comparing(EncodedFrame::origin)).toList();
  }

  /** The labels in the order of partition and offset. */
  public List<ReceivedLabel> orderedLabels() {
    return labels.stream().sorted(Comparator.comparing(ReceivedLabel::origin)).toList();
  }

  private static <T> List<T> plus(List<T> some, T one) {
    List<T> more = new ArrayList<>(some);
    more.add(one);
    return more;
  }
}
