package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Learning of a decision layer on the device, label after label in their order. */
@API(status = Status.INTERNAL)
public interface DecisionLesson extends AutoCloseable {

  /**
   * Prepares the learning by the rule of the spec.
   *
   * @param tables the decision layer's weights, then the tables beside them in the spec's order
   */
  static DecisionLesson of(
      Device device, NetworkSpec spec, Convolution layout, List<DeviceTable> tables) {
    DecisionTables named = DecisionTables.of(spec, tables);
    return spec.decision().rule() instanceof RewardSpec rule
        ? new RewardLesson(device, spec, rule, layout, named)
        : new WholeLesson(device, spec, layout, named);
  }

  /**
   * Decides on each image, then learns from its label. Returns when the device has done so.
   *
   * @param evidence what the decision layer sees, with its time steps
   * @param labels the right labels
   * @param progress counts what is learned
   * @param meanwhile is run once while the device is at work
   * @return the labels that were decided for before learning; -1 for a silent network
   */
  int[] learn(
      Stream stream,
      DeviceSpikes evidence,
      int count,
      int[] labels,
      ProgressTracker progress,
      Runnable meanwhile);

  @Override
  void close();
}
