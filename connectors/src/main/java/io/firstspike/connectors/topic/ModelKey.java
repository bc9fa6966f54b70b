package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** The key of records on every topic; it names the learner that a record belongs to. */
@API(status = Status.MAINTAINED)
public final class ModelKey {

  /** The model key of records without a key. */
  public static final String DEFAULT = "default";

  private ModelKey() {}

  /**
   * The model key of a record: its key as UTF-8, {@link #DEFAULT} when null or empty.
   *
   * @param where the kind of thing that is being read, for the dead letter
   * @throws MalformedException if the key is no model key
   */
  public static String of(Received received, String where) throws MalformedException {
    byte[] key = received.key();
    if (key == null || key.length == 0) {
      return DEFAULT;
    }
    return Text.decodeName(key, where, "model key");
  }
}
