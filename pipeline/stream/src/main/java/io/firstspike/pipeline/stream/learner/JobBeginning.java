package io.firstspike.pipeline.stream.learner;

import io.firstspike.pipeline.stream.model.BaseModel;
import java.util.Locale;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The beginning of a job, kept beside the learners' state so that it is known before a frame of any
 * key comes.
 *
 * @param series the series of versions of learners that begin with the base model
 * @param order the order in which the job takes frames and labels
 * @param base the identity of the base model
 */
public record JobBeginning(String series, Order order, String base) {

  /** The uid of the operator whose state holds it. */
  public static final String OPERATOR = "learner";

  /** The state that holds it: one text in the whole operator. */
  public static final ListStateDescriptor<String> STATE =
      new ListStateDescriptor<>("beginning", Types.STRING);

  /** Reads the text that {@link #text} writes. */
  public static JobBeginning parse(String text) {
    String[] lines = text.split("\n", 3);
    return new JobBeginning(lines[0], Order.valueOf(lines[1]), lines[2]);
  }

  /**
   * Checks that a job may go on from the state of a job with this beginning.
   *
   * @param model the base model of the job
   * @param now the order in which the job takes frames and labels
   * @throws IllegalStateException if it may not; the message names both and the remedy
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

  /** The text from which {@link #parse} reads it. */
  String text() {
    return series + "\n" + order + "\n" + base;
  }
}
