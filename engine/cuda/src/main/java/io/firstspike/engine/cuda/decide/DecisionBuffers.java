package io.firstspike.engine.cuda.decide;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.PinnedMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.spec.DecisionSpec;
import java.nio.IntBuffer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Room for the decisions on a batch of images, on the device and on the host. */
@API(status = Status.INTERNAL)
public final class DecisionBuffers implements AutoCloseable {

  private final Resources held = new Resources();
  private final DeviceMemory memory;
  private final PinnedMemory pinned;
  private final IntBuffer copied;

  /**
   * Allocates the room.
   *
   * @param capacity the most images of a batch
   */
  public DecisionBuffers(Device device, int capacity) {
    try {
      this.memory = held.hold(device.allocate(capacity * DecisionWords.BYTES));
      this.pinned = held.hold(device.pin(memory.bytes()));
      this.copied = pinned.buffer(0, Math.toIntExact(pinned.bytes())).asIntBuffer();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The room for the decisions on {@code count} images from {@code first} on. */
  public DeviceMemory part(int first, int count) {
    return memory.part(first * DecisionWords.BYTES, count * DecisionWords.BYTES);
  }

  /** Begins to copy the decisions on the first {@code count} images to the host. */
  public void download(Stream stream, int count) {
    stream.copy(memory, pinned, count * DecisionWords.BYTES);
  }

  /**
   * Reads the decisions on the first {@code count} images, which were copied, once the stream has
   * been waited for.
   *
   * @param words takes them
   * @param image the number of the first of these images in {@code words}
   */
  public void words(int count, int[] words, int image) {
    copied.get(0, words, image * DecisionWords.EACH, count * DecisionWords.EACH);
  }

  /**
   * Reads the labels alone of the decisions on the first {@code count} images; see {@link #words}.
   *
   * @param labels takes them; -1 for a silence
   * @param image the number of the first of these images in {@code labels}
   */
  public void labels(int count, DecisionSpec spec, int[] labels, int image) {
    for (int i = 0; i < count; i++) {
      labels[image + i] = DecisionWords.label(copied.get(i * DecisionWords.EACH), spec);
    }
  }

  @Override
  public void close() {
    held.close();
  }
}
