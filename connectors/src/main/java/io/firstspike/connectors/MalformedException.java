package io.firstspike.connectors;

/**
 * Bytes that came from outside and mean nothing here. Checked, because every reader of a topic has
 * to say what becomes of them: usually a dead letter.
 */
public final class MalformedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String where;

  /**
   * @param where what was being read: "frame", "label", "image", ...
   * @param reason what is wrong, for people
   */
  public MalformedException(String where, String reason) {
    this(where, reason, null);
  }

  /** As above, with the failure underneath (may be null). */
  public MalformedException(String where, String reason, Throwable cause) {
    super(reason, cause);
    this.where = where;
  }

  /** What was being read when the bytes stopped making sense. */
  public String where() {
    return where;
  }
}
