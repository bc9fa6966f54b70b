package io.firstspike.bench.stream;

import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.pipeline.stream.job.Delivery;
import io.firstspike.pipeline.stream.learner.Order;
import java.time.Duration;
import java.util.Locale;

/**
 * Settings of a job that is measured.
 *
 * @param order live or replay
 * @param backend where state is kept: {@code hashmap} or {@code rocksdb}
 * @param parallelism slots
 * @param labels with the frames or on their own topic
 * @param delivery what a failure may do to the output; the reader of exactly-once output waits for
 *     commits, the other does not
 * @param checkpointInterval time between checkpoints
 * @param timeToLive how long frames are remembered
 */
record StreamSetup(
    Order order,
    String backend,
    int parallelism,
    LabelPlace labels,
    Delivery delivery,
    Duration checkpointInterval,
    Duration timeToLive) {

  /** Live, on the heap, labels with the frames; everything else as the job's defaults are. */
  static final StreamSetup PLAIN =
      new StreamSetup(
          Order.LIVE,
          "hashmap",
          1,
          LabelPlace.FRAME,
          Delivery.AT_LEAST_ONCE,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10));

  StreamSetup with(Order other, String otherBackend, int slots) {
    return new StreamSetup(
        other, otherBackend, slots, labels, delivery, checkpointInterval, timeToLive);
  }

  StreamSetup withLabels(LabelPlace place) {
    return new StreamSetup(
        order, backend, parallelism, place, delivery, checkpointInterval, timeToLive);
  }

  StreamSetup withCommits(Duration interval) {
    return new StreamSetup(
        order, backend, parallelism, labels, Delivery.EXACTLY_ONCE, interval, timeToLive);
  }

  StreamSetup withTimeToLive(Duration time) {
    return new StreamSetup(order, backend, parallelism, labels, delivery, checkpointInterval, time);
  }

  String isolation() {
    return delivery == Delivery.EXACTLY_ONCE ? "read_committed" : "read_uncommitted";
  }

  String title() {
    return order.name().toLowerCase(Locale.ROOT)
        + ", "
        + (backend.equals("hashmap") ? "heap" : "RocksDB")
        + ", "
        + parallelism
        + (labels == LabelPlace.TOPIC ? ", labels topic" : "")
        + (delivery == Delivery.EXACTLY_ONCE ? ", exactly once" : "");
  }
}
