package io.firstspike.engine.learning;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Store of volleys by index. Thread-safe. */
interface VolleyStore extends AutoCloseable {

  /** The volley at {@code index}, null if none is kept. */
  Volley read(int index);

  /** Keeps {@code volley}; what is kept already stays. */
  void keep(int index, Volley volley);

  @Override
  default void close() {}

  /** Keeps nothing. */
  static VolleyStore none() {
    return new VolleyStore() {
      @Override
      public Volley read(int index) {
        return null;
      }

      @Override
      public void keep(int index, Volley volley) {}
    };
  }

  /** Keeps up to {@code size} volleys as bytes, about 1.4 kB an MNIST digit. */
  static VolleyStore inMemory(int size) {
    AtomicReferenceArray<byte[]> kept = new AtomicReferenceArray<>(size);
    return new VolleyStore() {
      @Override
      public Volley read(int index) {
        byte[] bytes = kept.get(index);
        try {
          return bytes == null ? null : fromBytes(bytes);
        } catch (IOException e) {
          throw new UncheckedIOException("what was kept can always be read", e);
        }
      }

      @Override
      public void keep(int index, Volley volley) {
        kept.set(index, toBytes(volley));
      }
    };
  }

  /** {@code volley} as {@link VolleyCodec} writes it. */
  static byte[] toBytes(Volley volley) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      VolleyCodec.write(volley, new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    }
  }

  /** The volley in {@code bytes}. */
  static Volley fromBytes(byte[] bytes) throws IOException {
    return VolleyCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
