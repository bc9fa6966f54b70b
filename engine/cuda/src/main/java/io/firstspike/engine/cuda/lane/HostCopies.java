package io.firstspike.engine.cuda.lane;

import io.firstspike.engine.cuda.driver.PinnedMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Copies of images and spikes between the host and the device. */
@API(status = Status.INTERNAL)
public final class HostCopies {

  /** The most bytes that a thread writes at a time, unless a single image has more. */
  private static final int SHARE = 256 << 10;

  /** Bytes from which on several threads write them. */
  private static final int SHARED_FROM = 4 * SHARE;

  private HostCopies() {}

  /**
   * Fits images to the network's input and writes them one after the other, plane-major; large
   * batches on several threads.
   *
   * @throws IllegalArgumentException if the network does not take one of them, for the first such
   */
  public static void write(
      List<? extends Stimulus> batch, StimulusBytes bytes, PinnedMemory pinned) {
    int share = Math.max(1, SHARE / bytes.each());
    if ((long) batch.size() * bytes.each() < SHARED_FROM) {
      for (int first = 0; first < batch.size(); first += share) {
        writeShare(batch, first, share, bytes, pinned);
      }
      return;
    }
    RuntimeException[] refusals = new RuntimeException[Parts.of(batch.size(), share)];
    IntStream.range(0, refusals.length)
        .parallel()
        .forEach(
            i -> {
              try {
                writeShare(batch, i * share, share, bytes, pinned);
              } catch (RuntimeException e) {
                refusals[i] = e;
              }
            });
    for (RuntimeException refusal : refusals) {
      if (refusal != null) {
        throw refusal;
      }
    }
  }

  private static void writeShare(
      List<? extends Stimulus> batch,
      int first,
      int share,
      StimulusBytes bytes,
      PinnedMemory pinned) {
    int each = bytes.each();
    int count = Math.min(share, batch.size() - first);
    ByteBuffer room = pinned.buffer((long) first * each, count * each);
    for (int i = 0; i < count; i++) {
      bytes.put(batch.get(first + i), room, i * each);
    }
  }

  /** Writes volleys of the shape of {@code to}, one after the other. */
  public static void write(List<? extends Volley> volleys, DeviceSpikes to) {
    int size = to.shape().size();
    byte[] times = new byte[Math.multiplyExact(volleys.size(), size)];
    byte[] latencies = new byte[size];
    for (int i = 0; i < volleys.size(); i++) {
      volleys.get(i).writeLatencies(latencies);
      System.arraycopy(latencies, 0, times, i * size, size);
    }
    to.memory().write(times);
  }

  /** Waits for the stream and appends the volleys of the first {@code count} images. */
  public static void read(DeviceSpikes from, int count, Stream stream, List<Volley> volleys) {
    int size = from.shape().size();
    byte[] times = new byte[Math.multiplyExact(count, size)];
    stream.await();
    from.memory().read(times);
    for (int i = 0; i < count; i++) {
      byte[] latencies = Arrays.copyOfRange(times, i * size, (i + 1) * size);
      volleys.add(Volley.ofLatencies(from.shape(), from.steps(), latencies));
    }
  }
}
