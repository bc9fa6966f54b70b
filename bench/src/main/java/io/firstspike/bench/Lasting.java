package io.firstspike.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a long run was like.
 *
 * @param frames how many went through
 * @param heap bytes in use after a collection: the mean of each part of the time
 * @param latencies of each part
 * @param checkpoints during the run
 */
record Lasting(int frames, List<Double> heap, List<Latencies> latencies, Checkpoints checkpoints) {

  /** What heap and latency may grow by from the first part to the last: chance, and no trend. */
  private static final double TOLERATED = 1.15;

  /** Shorter than that, two latencies do not differ. */
  private static final double TOLERATED_MILLIS = 5;

  static Lasting of(Passage passage, List<Long> samples, Checkpoints checkpoints, int parts) {
    List<Double> heap = new ArrayList<>();
    List<Latencies> latencies = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      List<Long> some =
          samples.subList(i * samples.size() / parts, (i + 1) * samples.size() / parts);
      heap.add(some.stream().mapToLong(Long::longValue).average().orElseThrow());
      long frames = passage.frames();
      latencies.add(
          passage.latencies((int) (i * frames / parts), (int) ((i + 1) * frames / parts)));
    }
    return new Lasting(passage.frames(), heap, latencies, checkpoints);
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
