package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.WeightTable.Kind;
import java.util.List;

/**
 * The tables of a decision layer in memory of the device, by what they hold.
 *
 * @param weights the weights
 * @param lags what the averages of the weights lag behind; null if they are not averaged
 * @param squares sums of squared errors; null if step sizes do not adapt
 * @param raises by how much thresholds are raised; null if they never are
 */
record DecisionTables(
    DeviceTable weights, DeviceMemory lags, DeviceMemory squares, DeviceMemory raises) {

  /**
   * Names tables.
   *
   * @param tables the decision layer's weights, then the tables beside them in the spec's order
   */
  static DecisionTables of(NetworkSpec spec, List<DeviceTable> tables) {
    List<WeightTable> descriptions =
        spec.tables().subList(spec.features().size(), spec.tables().size());
    return new DecisionTables(
        tables.get(0),
        find(Kind.AVERAGE, descriptions, tables),
        find(Kind.ERRORS, descriptions, tables),
        find(Kind.THRESHOLDS, descriptions, tables));
  }

  private static DeviceMemory find(
      Kind kind, List<WeightTable> descriptions, List<DeviceTable> tables) {
    for (int i = 0; i < tables.size(); i++) {
      if (descriptions.get(i).kind() == kind) {
        return tables.get(i).memory();
      }
    }
    return null;
  }
}
