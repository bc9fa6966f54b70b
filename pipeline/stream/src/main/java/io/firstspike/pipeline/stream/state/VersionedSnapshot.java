package io.firstspike.pipeline.stream.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The description of a {@link VersionedSerializer} in a checkpoint: the codec's id and the version
 * that wrote the values. Public, since Flink makes it by its name when it restores.
 *
 * @param <T> the values' type
 */
public class VersionedSnapshot<T> implements TypeSerializerSnapshot<T> {

  private static final int FORMAT = 1;

  private Codec<T> codec;
  private int version;

  /** Makes an empty description, for Flink, which then calls {@link #readSnapshot}. */
  public VersionedSnapshot() {}

  VersionedSnapshot(Codec<T> codec, int version) {
    this.codec = codec;
    this.version = version;
  }

  @Override
  public int getCurrentVersion() {
    return FORMAT;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(codec.id());
    out.writeInt(version);
  }

  @Override
  @SuppressWarnings("unchecked") // the id names the codec of this very state
  public void readSnapshot(int format, DataInputView in, ClassLoader loader) throws IOException {
    if (format != FORMAT) {
      throw new IOException("a serialiser snapshot of format " + format + ", not " + FORMAT);
    }
    codec = (Codec<T>) Codecs.byId(in.readUTF());
    version = in.readInt();
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new VersionedSerializer<>(codec, version);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> written) {
    if (!(written instanceof VersionedSnapshot<T> old) || !old.codec.id().equals(codec.id())) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    if (old.version == version) {
      return TypeSerializerSchemaCompatibility.compatibleAsIs();
    }
    return old.version < version
        ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
