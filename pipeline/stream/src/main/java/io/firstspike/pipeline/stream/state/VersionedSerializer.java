package io.firstspike.pipeline.stream.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Flink's serialiser for a {@link Codec}. Values are immutable, so a copy is the value itself.
 *
 * @param <T> the values' type
 */
public final class VersionedSerializer<T> extends TypeSerializer<T> {

  private final Codec<T> codec;
  private final int readVersion;

  /** Makes a serialiser that writes and reads the codec's present version. */
  public VersionedSerializer(Codec<T> codec) {
    this(codec, codec.version());
  }

  /** Makes a serialiser that reads {@code readVersion}, and writes the present version. */
  VersionedSerializer(Codec<T> codec, int readVersion) {
    this.codec = codec;
    this.readVersion = readVersion;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  /** This serialiser: it keeps nothing between calls. */
  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  /** Null: values are never read into an existing object. */
  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    codec.write(value, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return codec.read(readVersion, source);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new VersionedSnapshot<>(codec, codec.version());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionedSerializer<?> that
        && codec.id().equals(that.codec.id())
        && readVersion == that.readVersion;
  }

  @Override
  public int hashCode() {
    return 31 * codec.id().hashCode() + readVersion;
  }
}
