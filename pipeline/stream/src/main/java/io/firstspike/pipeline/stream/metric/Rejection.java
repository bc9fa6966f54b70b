package io.firstspike.pipeline.stream.metric;

/**
 * Kinds of reasons for dead letters: the few values of a metric's label. The words that each dead
 * letter carries say more.
 */
public enum Rejection {
  /** Not to be decoded, or above a limit. */
  UNREADABLE("unreadable", "a frame or label that cannot be decoded, or is above a limit"),
  /** Of a time in the future. */
  AHEAD("ahead", "its event time is further ahead of the clock than `--max-ahead`"),
  /** Older than event time, in replay order. */
  LATE("late", "event time had passed it, in replay order"),
  /** Not for this network. */
  UNFIT("unfit", "a frame that does not fit the network"),
  /** A frame or label once more. */
  REPEATED("repeated", "the same frame id, or the same label of a frame, once more"),
  /** Another label for the same frame. */
  CONTRADICTING("contradicting", "another label for the same frame"),
  /** A label that cannot be learned, or a command that makes no sense for it. */
  REFUSED_LABEL(
      "refused_label",
      "a label that the network has no neurons for or that is retired; a command"
          + " that makes no sense for its label"),
  /** A label whose frame did not come. */
  WITHOUT_FRAME("without_frame", "a label whose frame did not come in time"),
  /** A decision that is no number. */
  OVERFLOW("overflow", "potentials that are no finite numbers any more"),
  /** A frame whose model did not come. */
  WITHOUT_MODEL(
      "without_model", "a frame whose model did not come in time, or has no room to wait"),
  /** A model update that cannot be used. */
  BAD_MODEL("bad_model", "a record of the models topic that cannot be used");

  private final String code;
  private final String meaning;

  Rejection(String code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The label's value. */
  public String code() {
    return code;
  }

  /** Description of the frames, labels or records that are rejected so. */
  public String meaning() {
    return meaning;
  }
}
