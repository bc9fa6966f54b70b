package io.firstspike.engine.cuda.lane;

import io.firstspike.engine.cuda.driver.PinnedMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.encode.FrameFitting;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Copies of images and spikes between the host and the device. */
@API(status = Status.INTERNAL)
public final class HostCopies {

  private HostCopies() {}

  /**
   * Fits images to the network's input and writes them one after the other, plane-major.
   *
   * @throws IllegalArgumentException if the network does not take one of them
   */
  public static void write(
      List<? extends Stimulus> batch, FrameFitting fitting, PinnedMemory pinned) {
    byte[] planes = new byte[fitting.pixels()];
    for (int i = 0; i < batch.size(); i++) {
      fitting.fit((Image) batch.get(i), planes);
      pinned.write((long) i * planes.length, planes);
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
