package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;

/** A way to learn from some labels by R-STDP in one launch. */
interface RewardLaunch extends AutoCloseable {

  /**
   * Images and labels of a launch, on the device.
   *
   * @param teacher the struct {@code FsReward}
   * @param seen what the decision layer sees of the images
   * @param count number of images
   * @param right the right labels
   * @param silent for each image, the maps that are silenced; null if there is no dropout
   * @param labelsBefore number of labels that the layer has learned from before
   * @param decidedBefore number of these on whose images it had decided
   * @param said takes the labels that are decided for; -1 for a silent network
   * @param learned takes the labels whose neurons learn; -1 if none does
   */
  record Labels(
      int[] teacher,
      DeviceMemory seen,
      int count,
      DeviceMemory right,
      DeviceMemory silent,
      long labelsBefore,
      long decidedBefore,
      DeviceMemory said,
      DeviceMemory learned) {}

  /** The most images of a launch. */
  int most();

  /** Learns from labels, after what the stream has to do before. No other launch is under way. */
  void run(Stream stream, Labels labels);

  @Override
  void close();
}
