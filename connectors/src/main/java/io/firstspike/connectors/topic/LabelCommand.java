package io.firstspike.connectors.topic;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Command to a learner about one of its labels.
 *
 * @param modelKey the key of the learner, 1 to 256 characters
 * @param action the change of the label
 * @param label the label, 1 to 256 characters
 * @param timestamp event time, in milliseconds since the epoch
 */
@API(status = Status.MAINTAINED)
public record LabelCommand(String modelKey, Action action, String label, long timestamp)
    implements LabelRecord {

  public LabelCommand {
    Text.requireName(modelKey, "model key");
    Text.requireName(label, "label");
  }

  /** Change of a label. */
  public enum Action {
    /** It is no longer decided for, and what is remembered of it is forgotten. */
    RETIRE("retire"),
    /** It can be learned again, from its beginning. */
    RESTORE("restore");

    private final String field;

    Action(String field) {
      this.field = field;
    }

    /** The field of a record that names the label. */
    public String field() {
      return field;
    }
  }
}
