package io.firstspike.connectors;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Thrown when bytes from outside do not have the form that is expected. A checked exception,
 * because every reader of a topic has to say what becomes of such a record: usually a dead letter.
 */
@API(status = Status.MAINTAINED)
public final class MalformedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String where;

  /**
   * Makes an exception without a cause.
   *
   * @param where the kind of thing that was being read: "frame", "label", "image", ...
   * @param reason the fault, in words for people
   */
  public MalformedException(String where, String reason) {
    this(where, reason, null);
  }

  /** Makes an exception with the failure underneath, which may be null. */
  public MalformedException(String where, String reason, Throwable cause) {
    super(reason, cause);
    this.where = where;
  }

  /** The kind of thing that was being read: "frame", "label", "image", ... */
  public String where() {
    return where;
  }
}
