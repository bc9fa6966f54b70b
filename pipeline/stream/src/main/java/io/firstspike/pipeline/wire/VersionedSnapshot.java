package io.firstspike.pipeline.wire;

/**
 * The old name of {@link io.firstspike.pipeline.stream.state.VersionedSnapshot}, by which
 * savepoints of earlier programs refer to it; new savepoints use the new name.
 *
 * @param <T> the values' type
 */
public final class VersionedSnapshot<T>
    extends io.firstspike.pipeline.stream.state.VersionedSnapshot<T> {

  /** Makes an empty description, for Flink, which makes it by its name. */
  public VersionedSnapshot() {}
}
