package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;

/** The record key of every topic: which learner a record belongs to. */
public final class ModelKey {

  /** The model key of records that carry none. */
  public static final String DEFAULT = "default";

  private ModelKey() {}

  /** The model key of a record: its key as UTF-8, {@link #DEFAULT} when null or empty. */
  static String of(Received received, String where) throws MalformedException {
    byte[] key = received.key();
    if (key == null || key.length == 0) {
      return DEFAULT;
    }
    return Text.decodeName(key, where, "model key");
  }
}
