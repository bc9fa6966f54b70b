package io.firstspike.connectors.topic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The format of dead letters on their topic: key, value and headers as received, then the headers
 * {@code dead-letter-where}, {@code -reason}, {@code -topic}, {@code -partition}, {@code -offset}
 * and {@code -timestamp}, all UTF-8 text.
 *
 * <p>A record that is too large is cut, and the header {@code dead-letter-cut} says so. A record
 * that came compressed may be larger than any topic takes, and must not stop the job.
 */
public final class DeadLetterFormat {

  static final String WHERE = "dead-letter-where";
  static final String REASON = "dead-letter-reason";
  static final String TOPIC = "dead-letter-topic";
  static final String PARTITION = "dead-letter-partition";
  static final String OFFSET = "dead-letter-offset";
  static final String TIMESTAMP = "dead-letter-timestamp";
  static final String CUT = "dead-letter-cut";

  /** The size of the largest dead letter, in bytes. */
  public static final int MAX_BYTES = 9 << 20;

  /**
   * An upper bound of a dead letter that keeps nothing of the record but its place and the reason,
   * in bytes.
   */
  public static final int LEAST_BYTES = 16 << 10;

  /** An upper bound of the headers added here, with Kafka's overhead of a record, in bytes. */
  public static final int OWN_BYTES = 8 << 10;

  private static final int MAX_REASON = 1000;

  /** An upper bound of Kafka's overhead of a header, in bytes. */
  private static final int HEADER_BYTES = 10;

  /**
   * The number of bytes that are kept of a key whose headers are too large; more than any valid key
   * has.
   */
  private static final int KEPT_KEY = 1 << 10;

  private DeadLetterFormat() {}

  /**
   * The record of a dead letter; the reason is cut at 1,000 characters. The record is stamped when
   * it is sent: the original time may be wrong, or so old that the broker would delete the record.
   *
   * @param maxBytes the size of the largest record that the topic takes, in bytes, at least {@link
   *     #LEAST_BYTES}; no more than {@link #MAX_BYTES} are used
   */
  public static ProducerRecord<byte[], byte[]> record(
      String topic, int maxBytes, DeadLetter letter) {
    Received received = letter.received();
    long headerBytes = headerBytes(received);
    int kept = Math.min(maxBytes, MAX_BYTES) - OWN_BYTES;
    long room = kept - headerBytes - size(received.key());
    boolean whole = room >= size(received.value());
    ProducerRecord<byte[], byte[]> record =
        room < 0
            ? bare(topic, kept, received)
            : new ProducerRecord<>(
                topic, received.key(), whole ? received.value() : head(received.value(), room));
    Headers headers = record.headers();
    if (room >= 0) {
      received.headers().forEach(header -> headers.add(header.name(), header.value()));
    }
    if (!whole) {
      headers.add(CUT, utf8(cutReason(received, headerBytes)));
    }
    headers
        .add(WHERE, utf8(letter.where()))
        .add(REASON, utf8(cut(letter.reason())))
        .add(TOPIC, utf8(received.origin().topic()))
        .add(PARTITION, utf8(Integer.toString(received.origin().partition())))
        .add(OFFSET, utf8(Long.toString(received.origin().offset())))
        .add(TIMESTAMP, utf8(Long.toString(received.origin().timestamp())));
    return record;
  }

  /** The record without headers, for one whose key and headers alone are too large. */
  private static ProducerRecord<byte[], byte[]> bare(String topic, int kept, Received received) {
    byte[] key = head(received.key(), KEPT_KEY);
    long room = kept - size(key);
    return new ProducerRecord<>(topic, key, head(received.value(), room));
  }

  private static byte[] head(byte[] bytes, long length) {
    return bytes == null || bytes.length <= length ? bytes : Arrays.copyOf(bytes, (int) length);
  }

  private static String cutReason(Received received, long headerBytes) {
    return "too large to keep: key of "
        + size(received.key())
        + ", value of "
        + size(received.value())
        + ", headers of "
        + headerBytes
        + " bytes";
  }

  private static long headerBytes(Received received) {
    long bytes = 0;
    for (Header header : received.headers()) {
      bytes += HEADER_BYTES + 3L * header.name().length() + size(header.value());
    }
    return bytes;
  }

  private static long size(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static String cut(String reason) {
    if (reason.length() <= MAX_REASON) {
      return reason;
    }
    boolean splitsPair = Character.isHighSurrogate(reason.charAt(MAX_REASON - 1));
    return reason.substring(0, splitsPair ? MAX_REASON - 1 : MAX_REASON);
  }

  /**
   * The UTF-8 bytes of any text; unlike {@link Text#encode} this never fails, since a dead letter
   * must always be written.
   */
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
