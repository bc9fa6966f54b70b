package io.firstspike.connectors.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Dead letters on their topic: key, value and headers as received, then the headers {@code
 * dead-letter-where}, {@code -reason}, {@code -topic}, {@code -partition}, {@code -offset} and
 * {@code -timestamp}, all UTF-8 text.
 */
public final class DeadLetterFormat {

  static final String WHERE = "dead-letter-where";
  static final String REASON = "dead-letter-reason";
  static final String TOPIC = "dead-letter-topic";
  static final String PARTITION = "dead-letter-partition";
  static final String OFFSET = "dead-letter-offset";
  static final String TIMESTAMP = "dead-letter-timestamp";

  private static final int MAX_REASON = 1000;

  private DeadLetterFormat() {}

  /**
   * The record of a dead letter; a reason is cut at 1,000 characters. The record is stamped when it
   * is sent: the original time may be what is wrong, or so old that the broker would delete it.
   */
  public static ProducerRecord<byte[], byte[]> record(String topic, DeadLetter letter) {
    Received received = letter.received();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, received.key(), received.value());
    Headers headers = record.headers();
    received.headers().forEach(header -> headers.add(header.name(), header.value()));
    headers
        .add(WHERE, utf8(letter.where()))
        .add(REASON, utf8(cut(letter.reason())))
        .add(TOPIC, utf8(received.topic()))
        .add(PARTITION, utf8(Integer.toString(received.partition())))
        .add(OFFSET, utf8(Long.toString(received.offset())))
        .add(TIMESTAMP, utf8(Long.toString(received.timestamp())));
    return record;
  }

  private static String cut(String reason) {
    if (reason.length() <= MAX_REASON) {
      return reason;
    }
    boolean splitsPair = Character.isHighSurrogate(reason.charAt(MAX_REASON - 1));
    return reason.substring(0, splitsPair ? MAX_REASON - 1 : MAX_REASON);
  }

  /** Lenient, unlike {@link Text#encode}: a dead letter must never fail for its own reason. */
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
