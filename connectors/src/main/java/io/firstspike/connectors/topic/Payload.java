package io.firstspike.connectors.topic;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The content of a record, whole or cut: its key, its value and its headers, with the sizes that
 * they had in the record. Arrays are neither copied nor compared by content.
 *
 * @param key the key, or its beginning; null if the record has none
 * @param value the value, or its beginning; null if the record has none
 * @param headers the headers in their order; empty if they were too large to keep
 * @param original the sizes before anything was cut
 */
@API(status = Status.MAINTAINED)
public record Payload(byte[] key, byte[] value, List<Header> headers, Sizes original) {

  /**
   * The largest payload that a decoded frame or label keeps in case it becomes a dead letter, in
   * bytes. It travels with the frame's spikes and waits in state with them; a photograph has many
   * times their bytes.
   */
  public static final int KEPT_BYTES = 64 << 10;

  /** The least size that a payload can be cut to, in bytes; more than any valid key has. */
  private static final int LEAST_BYTES = 1 << 10;

  /** An upper bound of Kafka's overhead of a header, in bytes. */
  private static final int HEADER_BYTES = 10;

  public Payload {
    headers = List.copyOf(headers);
    Objects.requireNonNull(original, "original");
  }

  /** The payload of a record of this content, which is whole. */
  static Payload whole(byte[] key, byte[] value, List<Header> headers) {
    return new Payload(key, value, headers, Sizes.of(key, value, headers));
  }

  /**
   * The sizes of the parts of a record's content.
   *
   * @param key the bytes of the key
   * @param value the bytes of the value
   * @param headers the bytes of all headers, an upper bound with Kafka's overhead
   */
  public record Sizes(long key, long value, long headers) {

    private static Sizes of(byte[] key, byte[] value, List<Header> headers) {
      long headerBytes = 0;
      for (Header header : headers) {
        headerBytes += HEADER_BYTES + 3L * header.name().length() + size(header.value());
      }
      return new Sizes(size(key), size(value), headerBytes);
    }

    private long total() {
      return key + value + headers;
    }
  }

  /** The size of what is kept, in bytes. */
  public long bytes() {
    return kept().total();
  }

  /** Whether nothing has been cut. */
  public boolean isWhole() {
    return kept().equals(original);
  }

  /**
   * This payload cut to {@code most} bytes. The value is cut first; if key and headers alone are
   * larger, headers are left out and the key is cut to 1 KiB. A payload that fits is returned
   * itself; a cut one refers to no larger array.
   *
   * @param most at least 1 KiB
   * @throws IllegalArgumentException if it is less
   */
  public Payload within(long most) {
    if (most < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "a payload cannot be cut to "
              + most
              + " bytes: allow at least "
              + LEAST_BYTES
              + ", so that its key is kept");
    }
    Sizes kept = kept();
    if (kept.total() <= most) {
      return this;
    }
    long room = most - kept.key() - kept.headers();
    return room < 0 ? bare(most) : new Payload(key, head(value, room), headers, original);
  }

  /** The payload without headers, for one whose key and headers alone are too large. */
  private Payload bare(long most) {
    byte[] start = head(key, LEAST_BYTES);
    return new Payload(start, head(value, most - size(start)), List.of(), original);
  }

  private Sizes kept() {
    return Sizes.of(key, value, headers);
  }

  private static byte[] head(byte[] bytes, long length) {
    return size(bytes) <= length ? bytes : Arrays.copyOf(bytes, (int) length);
  }

  private static long size(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
