package io.firstspike.bench.stream;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Times of a run of frames through the job: when each was to be sent, and when its prediction was
 * read. Written by the thread that sends and by the one that reads.
 */
final class FrameTimings {

  private final String idPrefix;
  private final int perEpoch;
  private final double rate;
  private final long[] sent;
  private final AtomicLongArray arrived;
  private final CountDownLatch missing;

  /**
   * Times of a run that has not begun.
   *
   * @param idPrefix of its frames' ids, which no other run has
   * @param perEpoch frames in an epoch: ids are idPrefix-epoch-index
   * @param frames how many there will be
   * @param rate how many a second; 0 for as fast as it goes
   */
  FrameTimings(String idPrefix, int perEpoch, int frames, double rate) {
    this.idPrefix = idPrefix;
    this.perEpoch = perEpoch;
    this.rate = rate;
    this.sent = new long[frames];
    this.arrived = new AtomicLongArray(frames);
    this.missing = new CountDownLatch(frames);
  }

  /**
   * Frame number {@code position} has been given to the producer. What counts is when it was due: a
   * source that is held up must not make latencies look better.
   */
  void sent(int position) {
    long now = System.nanoTime();
    long due = rate == 0 ? now : sent[0] + (long) (position / rate * 1e9);
    sent[position] = position == 0 ? now : Math.min(now, due);
  }

  /** A prediction has been read; those of other runs and second ones are left alone. */
  void arrived(String frameId) {
    if (!frameId.startsWith(idPrefix)) {
      return;
    }
    int index = frameId.lastIndexOf('-');
    int epoch = Integer.parseInt(frameId, idPrefix.length() + 1, index, 10);
    int position = epoch * perEpoch + Integer.parseInt(frameId, index + 1, frameId.length(), 10);
    if (arrived.compareAndSet(position, 0, System.nanoTime())) {
      missing.countDown();
    }
  }

  /** Waits until every prediction has been read; false if time runs out. */
  boolean complete(long seconds) throws InterruptedException {
    return missing.await(seconds, TimeUnit.SECONDS);
  }

  long missing() {
    return missing.getCount();
  }

  /** From the first frame to the last prediction. */
  double seconds() {
    long last = Long.MIN_VALUE;
    for (int i = 0; i < sent.length; i++) {
      last = Math.max(last, arrived.get(i));
    }
    return (last - sent[0]) / 1e9;
  }

  /** Of the frames from {@code from} to before {@code to}, once all have arrived. */
  Latencies latencies(int from, int to) {
    long[] spans = new long[to - from];
    Arrays.setAll(spans, i -> arrived.get(from + i) - sent[from + i]);
    return Latencies.of(spans);
  }

  int frames() {
    return sent.length;
  }
}
