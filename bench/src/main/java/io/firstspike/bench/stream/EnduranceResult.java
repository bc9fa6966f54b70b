package io.firstspike.bench.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * Result of an endurance run: heap, latencies and checkpoints, and the verdict on them.
 *
 * @param frames how many went through
 * @param heap bytes in use after a collection at the beginning of each part of the time
 * @param latencies of each part
 * @param checkpoints during the run
 */
record EnduranceResult(
    int frames, List<Long> heap, List<Latencies> latencies, Checkpoints checkpoints) {

  /** What heap and latency may grow by from the first part to the last: chance, and no trend. */
  private static final double TOLERATED = 1.15;

  /** Shorter than that, two latencies do not differ. */
  private static final double TOLERATED_MILLIS = 5;

  /**
   * As many parts as there are samples of the heap.
   *
   * @param settling frames at the beginning of each part whose latencies do not count
   */
  static EnduranceResult of(
      FrameTimings timings, List<Long> heap, Checkpoints checkpoints, int settling) {
    int each = timings.frames() / heap.size();
    List<Latencies> latencies = new ArrayList<>();
    for (int i = 0; i < heap.size(); i++) {
      latencies.add(timings.latencies(i * each + settling, (i + 1) * each));
    }
    return new EnduranceResult(timings.frames(), List.copyOf(heap), latencies, checkpoints);
  }

  boolean flatHeap() {
    return last(heap) <= TOLERATED * heap.get(0);
  }

  boolean flatLatency() {
    double first = latencies.get(0).p99();
    return last(latencies).p99() <= Math.max(TOLERATED * first, first + TOLERATED_MILLIS);
  }

  boolean lasts() {
    return flatHeap() && flatLatency() && checkpoints.failed() == 0;
  }

  String verdict() {
    return (lasts() ? "lasts" : "does not last")
        + ": heap "
        + (flatHeap() ? "flat" : "grows")
        + ", p99 "
        + (flatLatency() ? "flat" : "grows")
        + ", "
        + (checkpoints.failed() == 0 ? "no checkpoint failed" : "checkpoints failed");
  }

  private static <T> T last(List<T> values) {
    return values.get(values.size() - 1);
  }
}
