package io.firstspike.engine.cuda.lane;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.network.Weights;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** The tables of a network in memory of the device, and the version of the weights they hold. */
@API(status = Status.INTERNAL)
public final class NetworkTables implements AutoCloseable {

  private final Weights weights;
  private final List<DeviceTable> tables;
  private Weights.Version version;

  /**
   * Copies the tables to the device.
   *
   * @param count how many of them, from the first on
   */
  public NetworkTables(Device device, Network network, int count) {
    this.weights = network.weights();
    this.version = weights.version();
    List<DeviceTable> copied = new ArrayList<>();
    try {
      for (int table = 0; table < count; table++) {
        copied.add(new DeviceTable(device, weights.table(table)));
      }
    } catch (RuntimeException e) {
      copied.forEach(DeviceTable::close);
      throw e;
    }
    this.tables = List.copyOf(copied);
  }

  /** The table of this number. */
  public DeviceTable table(int table) {
    return tables.get(table);
  }

  /** The tables from this number on. */
  public List<DeviceTable> from(int first) {
    return tables.subList(first, tables.size());
  }

  /**
   * Copies the tables that have changed since the last time.
   *
   * @return the numbers of these tables
   */
  public List<Integer> refresh() {
    RowSet changed = weights.changedSince(version);
    version = weights.version();
    List<Integer> copied = new ArrayList<>();
    for (int table = 0; table < tables.size(); table++) {
      if (changed.maps(table).length > 0) {
        tables.get(table).write(weights.table(table));
        copied.add(table);
      }
    }
    return copied;
  }

  /**
   * Copies the rows that differ from the device to {@code to}, weights of the same network: all of
   * them, or none if the device fails.
   */
  public void read(Weights to) {
    List<float[]> values = tables.stream().map(DeviceTable::read).toList();
    for (int table = 0; table < tables.size(); table++) {
      tables.get(table).copy(values.get(table), to.table(table));
    }
  }

  @Override
  public void close() {
    tables.forEach(DeviceTable::close);
  }
}
