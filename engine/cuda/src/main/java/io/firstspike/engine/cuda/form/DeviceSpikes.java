package io.firstspike.engine.cuda.form;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The spikes of one layer for a batch of images, in memory of the device.
 *
 * @param memory room for as many images as {@code memory.bytes() / bytesEach(...)}
 * @param shape the layer's neurons
 * @param steps number of time steps
 * @param form what is kept of each neuron
 */
@API(status = Status.INTERNAL)
public record DeviceSpikes(DeviceMemory memory, Shape shape, int steps, Form form)
    implements AutoCloseable {

  /** Form in which the spikes of neurons are kept. */
  public enum Form {
    /**
     * The time step of its spike, {@code steps} if it is silent: a byte for each neuron, map-major.
     */
    TIMES,
    /**
     * Whether it fires; all spikes are in the last time step. Each row of neurons takes whole
     * 32-bit words, column x is bit x % 32 of word x / 32, and unused bits are 0.
     */
    BITS
  }

  /** Allocates room for {@code images} images. */
  public static DeviceSpikes allocate(
      Device device, Shape shape, int steps, Form form, int images) {
    return new DeviceSpikes(device.allocate(images * bytesEach(shape, form)), shape, steps, form);
  }

  /** The spikes of {@code count} images from {@code first} on, in the same memory. */
  public DeviceSpikes part(int first, int count) {
    long each = bytesEach(shape, form);
    return new DeviceSpikes(memory.part(first * each, count * each), shape, steps, form);
  }

  /** The bytes of {@code count} images. */
  public long bytes(int count) {
    return count * bytesEach(shape, form);
  }

  /** The mean number of spikes of the first {@code count} images. */
  public double spikesEach(int count) {
    byte[] content = new byte[Math.toIntExact(bytes(count))];
    memory.part(0, content.length).read(content);
    long spikes = 0;
    for (byte one : content) {
      spikes += form == Form.BITS ? Integer.bitCount(one & 0xff) : one < steps ? 1 : 0;
    }
    return (double) spikes / count;
  }

  /** The bytes that an image takes. */
  public static long bytesEach(Shape shape, Form form) {
    return form == Form.TIMES
        ? shape.size()
        : (long) shape.maps() * shape.height() * wordsPerRow(shape) * Integer.BYTES;
  }

  /** The number of words that a row of neurons takes as bits. */
  public static int wordsPerRow(Shape shape) {
    return (shape.width() + Integer.SIZE - 1) / Integer.SIZE;
  }

  @Override
  public void close() {
    memory.close();
  }
}
