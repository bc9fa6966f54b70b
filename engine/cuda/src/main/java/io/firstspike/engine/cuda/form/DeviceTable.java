package io.firstspike.engine.cuda.form;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.layer.LayerWeights;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The weights of a layer, or other numbers that it has one of for each synapse, in memory of the
 * device: {@code float [tap][stride]}, for each tap the numbers of all maps, filled up with zeros.
 */
@API(status = Status.INTERNAL)
public final class DeviceTable implements AutoCloseable {

  /** The number of maps is rounded up to a multiple of this: the lanes of a warp. */
  private static final int LANES = 32;

  private final DeviceMemory memory;
  private final int taps;
  private final int maps;
  private final int stride;

  /** Allocates a table of the size of {@code like}, with its numbers. */
  public DeviceTable(Device device, LayerWeights like) {
    this.taps = like.layout().fan();
    this.maps = like.maps();
    this.stride = (maps + LANES - 1) / LANES * LANES;
    this.memory = device.allocate((long) taps * stride * Float.BYTES);
    write(like);
  }

  /** Where it lies. */
  public DeviceMemory memory() {
    return memory;
  }

  /** The number of synapses of a neuron. */
  public int taps() {
    return taps;
  }

  /** The number of maps. */
  public int maps() {
    return maps;
  }

  /** The number of floats from one tap to the next. */
  public int stride() {
    return stride;
  }

  /** Copies all numbers from the host to the device. */
  public void write(LayerWeights from) {
    float[] values = new float[taps * stride];
    float[][] rows = from.rows();
    for (int map = 0; map < maps; map++) {
      for (int tap = 0; tap < taps; tap++) {
        values[tap * stride + map] = rows[map][tap];
      }
    }
    memory.write(values);
  }

  /** Copies all numbers from the device, in its layout. */
  public float[] read() {
    float[] values = new float[taps * stride];
    memory.read(values);
    return values;
  }

  /** Copies the rows that differ from the device to the host. */
  public void read(LayerWeights to) {
    copy(read(), to);
  }

  /**
   * Copies the rows of {@code values}, which this table had, that differ from those of the host.
   */
  public void copy(float[] values, LayerWeights to) {
    float[] before = new float[taps];
    for (int map = 0; map < maps; map++) {
      float[] row = new float[taps];
      to.readRow(map, before);
      boolean changed = false;
      for (int tap = 0; tap < taps; tap++) {
        row[tap] = values[tap * stride + map];
        changed |= Float.floatToRawIntBits(row[tap]) != Float.floatToRawIntBits(before[tap]);
      }
      if (changed) {
        to.setRow(map, row);
      }
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
