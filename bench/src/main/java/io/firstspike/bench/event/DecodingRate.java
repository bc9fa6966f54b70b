package io.firstspike.bench.event;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.EventFormat;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * The rate at which one core decodes a recording that lies in memory, in pieces of 64 KiB, by the
 * processor time of the thread.
 *
 * @param events of the recording
 * @param perSecond events a second, the median of several rounds
 * @param bytesPerSecond bytes of the recording a second
 */
record DecodingRate(long events, double perSecond, double bytesPerSecond) {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 5;
  private static final long ROUND_NANOS = 200_000_000;
  private static final int PIECE = 1 << 16;

  static DecodingRate of(EventFormat format, byte[] recording) throws MalformedException {
    double[] rates = new double[ROUNDS];
    long events = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = THREADS.getCurrentThreadCpuTime();
      long decoded = 0;
      long took;
      do {
        events = decode(format, recording);
        decoded += events;
        took = THREADS.getCurrentThreadCpuTime() - begun;
      } while (took < ROUND_NANOS);
      rates[round] = decoded * 1e9 / took;
    }
    double[] counted = Arrays.copyOfRange(rates, WARM_UP, ROUNDS);
    Arrays.sort(counted);
    double median = counted[counted.length / 2];
    return new DecodingRate(events, median, median / events * recording.length);
  }

  private static long decode(EventFormat format, byte[] recording) throws MalformedException {
    EventDecoder decoder = format.decoder(events -> {}, EventLimits.DEFAULT);
    for (int at = 0; at < recording.length; at += PIECE) {
      decoder.decode(recording, at, Math.min(recording.length, at + PIECE));
    }
    decoder.end();
    return decoder.tally().events();
  }
}
