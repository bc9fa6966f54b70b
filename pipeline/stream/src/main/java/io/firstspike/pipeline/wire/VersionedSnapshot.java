package io.firstspike.pipeline.wire;

/**
 * The name that savepoints of earlier programs have for {@link
 * io.firstspike.pipeline.stream.state.VersionedSnapshot}; new ones have the new name.
 *
 * @param <T> the values' type
 */
public final class VersionedSnapshot<T>
    extends io.firstspike.pipeline.stream.state.VersionedSnapshot<T> {

  /** For Flink, which makes it by its name. */
  public VersionedSnapshot() {}
}
