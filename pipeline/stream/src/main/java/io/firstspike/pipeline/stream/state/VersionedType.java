package io.firstspike.pipeline.stream.state;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Flink's type information for the values of a {@link Codec}.
 *
 * @param <T> the values' type
 */
public final class VersionedType<T> extends TypeInformation<T> {

  private final Codec<T> codec;

  /** Makes the type information for {@code codec}. */
  public VersionedType(Codec<T> codec) {
    this.codec = codec;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new VersionedSerializer<>(codec);
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in Flink 1.20
  public TypeSerializer<T> createSerializer(ExecutionConfig config) {
    return new VersionedSerializer<>(codec);
  }

  @Override
  public Class<T> getTypeClass() {
    return codec.type();
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof VersionedType;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionedType<?> that && codec.id().equals(that.codec.id());
  }

  @Override
  public int hashCode() {
    return codec.id().hashCode();
  }

  @Override
  public String toString() {
    return codec.id();
  }
}
