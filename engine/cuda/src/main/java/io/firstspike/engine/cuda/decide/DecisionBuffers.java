package io.firstspike.engine.cuda.decide;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.PinnedMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Stream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Room for the decisions on a batch of images, on the device and on the host. */
@API(status = Status.INTERNAL)
public final class DecisionBuffers implements AutoCloseable {

  private final Resources held = new Resources();
  private final DeviceMemory memory;
  private final PinnedMemory pinned;

  /**
   * Allocates the room.
   *
   * @param capacity the most images of a batch
   */
  public DecisionBuffers(Device device, int capacity) {
    try {
      this.memory = held.hold(device.allocate(capacity * DecisionWords.BYTES));
      this.pinned = held.hold(device.pin(memory.bytes()));
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

  /** The decisions that were copied, once the stream has been waited for. */
  public int[] words(int count) {
    int[] words = new int[count * DecisionWords.EACH];
    pinned.buffer().asIntBuffer().get(words);
    return words;
  }

  @Override
  public void close() {
    held.close();
  }
}
