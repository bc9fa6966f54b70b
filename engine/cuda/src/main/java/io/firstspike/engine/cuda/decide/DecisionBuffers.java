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

  /** Decisions up to which the device writes to the host's memory, sooner than it copies them. */
  private static final int NEAR = 16;

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

  /**
   * Room for the decisions on some images of a batch.
   *
   * @param first the number of the first of them
   * @param count how many
   * @param batch the images of the batch, after which {@link #download} is called
   */
  public DeviceMemory part(int first, int count, int batch) {
    DeviceMemory whole = batch <= NEAR ? pinned.onDevice() : memory;
    return whole.part(first * DecisionWords.BYTES, count * DecisionWords.BYTES);
  }

  /**
   * Begins to copy the decisions on a batch of images to the host, unless the device writes them
   * there by itself, being few.
   */
  public void download(Stream stream, int batch) {
    if (batch > NEAR) {
      stream.copy(memory, pinned, batch * DecisionWords.BYTES);
    }
  }

  /**
   * Reads the decisions on the first {@code count} images, once the stream has been waited for.
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
