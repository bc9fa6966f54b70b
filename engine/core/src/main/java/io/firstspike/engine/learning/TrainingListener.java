package io.firstspike.engine.learning;

import io.firstspike.engine.network.Progress;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Receiver of reports on the progress of training. */
@FunctionalInterface
@API(status = Status.MAINTAINED)
public interface TrainingListener {

  /** Listener that ignores all reports. */
  TrainingListener NONE = (layer, done, planned, progress) -> {};

  /**
   * Called from time to time while a layer learns, and at its end.
   *
   * @param layer name of the layer
   * @param done number of examples that the layer has learned from
   * @param planned number of examples that it is to learn from
   * @param progress present progress of the network
   */
  void learned(String layer, long done, long planned, Progress progress);

  /**
   * Called after each pass of the decision layer over all images. Learning waits until the method
   * returns, so the network may be tested meanwhile.
   *
   * @param pass number of the pass, counted from 1
   * @param prequential decisions of this pass, each made before the label was known
   */
  default void passed(int pass, ConfusionMatrix prequential) {}
}
