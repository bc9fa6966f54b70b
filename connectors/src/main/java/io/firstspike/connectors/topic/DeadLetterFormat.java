package io.firstspike.connectors.topic;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The format of dead letters on their topic: key, value and headers as received, then the headers
 * {@code dead-letter-where}, {@code -reason}, {@code -topic}, {@code -partition}, {@code -offset}
 * and {@code -timestamp}, all UTF-8 text.
 *
 * <p>A record that is too large is cut, or was cut before ({@link Payload#within}), and the header
 * {@code dead-letter-cut} says so, how large it was, and where it can still be read. A record that
 * came compressed may be larger than any topic takes, and must not stop the job.
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
    Payload payload = letter.payload().within(Math.min(maxBytes, MAX_BYTES) - OWN_BYTES);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, payload.key(), payload.value());
    Headers headers = record.headers();
    payload.headers().forEach(header -> headers.add(header.name(), header.value()));
    Origin origin = letter.origin();
    if (!payload.isWhole()) {
      headers.add(CUT, utf8(cutReason(payload.original(), origin)));
    }
    headers
        .add(WHERE, utf8(letter.where()))
        .add(REASON, utf8(cut(letter.reason())))
        .add(TOPIC, utf8(origin.topic()))
        .add(PARTITION, utf8(Integer.toString(origin.partition())))
        .add(OFFSET, utf8(Long.toString(origin.offset())))
        .add(TIMESTAMP, utf8(Long.toString(origin.timestamp())));
    return record;
  }

  /**
   * Reads one record. What a foreign record lacks has a stand-in: people are to see it all the
   * same.
   */
  public static DeadLetter decode(Received received) {
    Origin own = received.origin();
    Origin origin =
        new Origin(
            text(received, TOPIC).orElse(own.topic()),
            (int) number(received, PARTITION, own.partition()),
            number(received, OFFSET, own.offset()),
            number(received, TIMESTAMP, own.timestamp()));
    return DeadLetter.of(
        new Received(origin, received.key(), received.value(), received.headers()),
        text(received, WHERE).orElse("record"),
        text(received, REASON).orElse("no reason given"));
  }

  private static Optional<String> text(Received received, String header) {
    return received.header(header).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static long number(Received received, String header, long otherwise) {
    try {
      return text(received, header).map(Long::parseLong).orElse(otherwise);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static String cutReason(Payload.Sizes original, Origin origin) {
    return "too large to keep: key of "
        + original.key()
        + ", value of "
        + original.value()
        + ", headers of "
        + original.headers()
        + " bytes; topic "
        + origin.topic()
        + " has all of it in partition "
        + origin.partition()
        + " at offset "
        + origin.offset()
        + ", until it deletes the record";
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
