package io.firstspike.engine.learning;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Receiver of the decisions of a test. */
@FunctionalInterface
@API(status = Status.MAINTAINED)
public interface DecisionListener {

  /**
   * Called for each decision.
   *
   * @param label index of the right label
   * @param decided index of the label that was decided for; -1 if the network was silent
   */
  void decided(int label, int decided);
}
