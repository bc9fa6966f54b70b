package io.firstspike.pipeline.stream.learner;

import io.firstspike.pipeline.stream.model.BaseModel;
import java.util.Locale;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Tells how a job began: kept beside the learners, for when no frame of a key has come yet.
 *
 * @param series of the versions of learners that begin with the base
 * @param order in which it takes frames and labels
 * @param base identity of the base model
 */
public record JobBeginning(String series, Order order, String base) {

  /** The uid of the operator that keeps it. */
  public static final String OPERATOR = "learner";

  /** Where it is kept: one text in the whole operator. */
  public static final ListStateDescriptor<String> STATE =
      new ListStateDescriptor<>("beginning", Types.STRING);

  /** Reads the text that {@link #text} writes. */
  public static JobBeginning parse(String text) {
    String[] lines = text.split("\n", 3);
    return new JobBeginning(lines[0], Order.valueOf(lines[1]), lines[2]);
  }

  /**
   * Checks that a job may go on from state of one that began so.
   *
   * @param now the order in which the job takes frames and labels
   * @throws IllegalStateException naming both, and the remedy
   */
  public void requireContinuedBy(BaseModel model, Order now) {
    model.requireContinues(base);
    if (now != order) {
      throw new IllegalStateException(
          "the state that is restored is of a job in "
              + name(order)
              + " order, but this job takes "
              + name(now)
              + " order: what waits in that state would be lost; give --order "
              + name(order)
              + ", or start without the old state");
    }
  }

  private static String name(Order order) {
    return order.name().toLowerCase(Locale.ROOT);
  }

  /** All of it. */
  String text() {
    return series + "\n" + order + "\n" + base;
  }
}
