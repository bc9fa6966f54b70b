package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * The header that carries a record's event time, the time of what the record describes, in
 * milliseconds since the epoch. Event time is the header {@code event-time} as decimal text or,
 * without one, the record's Kafka timestamp.
 *
 * <p>Recordings are older than the records that carry them, and brokers act on a record's
 * timestamp. They delete by it, and may refuse a record that is too old or too new. They also
 * forget an idempotent producer whose last record is older than a day, and then take its repeated
 * batch for a new one. So event time is sent apart from Kafka's timestamp.
 */
public final class EventTimeHeader {

  static final String NAME = "event-time";

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,19}");

  private EventTimeHeader() {}

  /** Adds a record's event time, in milliseconds since the epoch, at least 0. */
  public static void put(Headers headers, long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException("event time is at least 0 ms since 1970: " + millis);
    }
    headers.add(NAME, Long.toString(millis).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The event time of a record, in milliseconds since the epoch; empty if it has none, or one that
   * cannot be read.
   */
  static OptionalLong of(Received received) {
    if (received.hasHeader(NAME)) {
      return received.header(NAME).map(EventTimeHeader::parse).orElse(OptionalLong.empty());
    }
    long timestamp = received.origin().timestamp();
    return timestamp < 0 ? OptionalLong.empty() : OptionalLong.of(timestamp);
  }

  /**
   * The event time of a record.
   *
   * @param where the kind of thing that is being read, for the message
   * @throws MalformedException if the record has none, or one that cannot be read
   */
  static long require(Received received, String where) throws MalformedException {
    OptionalLong time = of(received);
    if (time.isPresent()) {
      return time.getAsLong();
    }
    throw new MalformedException(
        where,
        received.hasHeader(NAME)
            ? "the header "
                + NAME
                + " must be milliseconds since 1970 as decimal text, 0 to "
                + Long.MAX_VALUE
            : "the " + where + " has no timestamp: " + received.origin().timestamp());
  }

  private static OptionalLong parse(byte[] value) {
    String text = new String(value, StandardCharsets.US_ASCII);
    if (!DECIMAL.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    BigInteger millis = new BigInteger(text);
    return millis.bitLength() < Long.SIZE
        ? OptionalLong.of(millis.longValue())
        : OptionalLong.empty();
  }
}
