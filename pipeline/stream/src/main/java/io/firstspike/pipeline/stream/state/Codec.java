package io.firstspike.pipeline.stream.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * The binary format of the values of one type. The written form holds nothing but the value: its
 * version is kept once, with the state that holds the values ({@link VersionedSnapshot}).
 *
 * <p>A codec that writes with another codec reads with a fixed version of it: when the inner one
 * changes, the outer one gets a new version too.
 *
 * @param <T> an immutable type
 */
public interface Codec<T> extends Serializable {

  /** The codec's name in state, which never changes. */
  String id();

  /** The class of the values. */
  Class<T> type();

  /** The version that {@link #write} writes, from 1. */
  int version();

  /** Writes {@code value}. */
  void write(T value, DataOutput out) throws IOException;

  /**
   * Reads a value that version {@code version} of this codec has written.
   *
   * @param version 1 to {@link #version()}
   */
  T read(int version, DataInput in) throws IOException;
}
