package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterFormatTest {

  private static final int MAX = Integer.MAX_VALUE;

  @Test
  void bytesStayAsReceivedAndTheHeadersSayWhy() {
    byte[] key = {(byte) 0xff};
    byte[] value = {0, 1, 2};
    Received received = Delivery.of(key, value, new Header("frame-id", new byte[] {9}));
    DeadLetter letter = DeadLetter.of(received, new MalformedException("frame", "it is blank"));

    ProducerRecord<byte[], byte[]> sent = DeadLetterFormat.record("dead-letters", MAX, letter);

    assertThat(sent.topic()).isEqualTo("dead-letters");
    assertThat(sent.key()).isEqualTo(key);
    assertThat(sent.value()).isEqualTo(value);
    Received again = Delivery.of(sent);
    assertThat(again.header("frame-id")).hasValueSatisfying(v -> assertThat(v).containsExactly(9));
    assertThat(again.hasHeader("dead-letter-cut")).isFalse();
    Map.of(
            "dead-letter-where", "frame",
            "dead-letter-reason", "it is blank",
            "dead-letter-topic", "some-topic",
            "dead-letter-partition", "3",
            "dead-letter-offset", "42",
            "dead-letter-timestamp", "1000")
        .forEach((name, text) -> assertThat(text(again, name)).isEqualTo(text));
  }

  @Test
  void whereItCameFromAndWhyIsRead() {
    Received received =
        Delivery.of(new byte[] {1}, new byte[] {2}, new Header("frame-id", new byte[] {'x'}));
    DeadLetter letter = DeadLetter.of(received, "frame", "it is blank");
    DeadLetter read =
        DeadLetterFormat.decode(Delivery.of(DeadLetterFormat.record("dead-letters", MAX, letter)));

    assertThat(read.origin()).isEqualTo(received.origin());
    assertThat(List.of(read.where(), read.reason(), read.frameId().orElseThrow()))
        .containsExactly("frame", "it is blank", "x");
  }

  @Test
  void aForeignRecordIsReadWithStandIns() {
    Received foreign = Delivery.of(null, null, new Header("dead-letter-offset", new byte[] {'y'}));
    DeadLetter read = DeadLetterFormat.decode(foreign);

    assertThat(read.origin()).isEqualTo(foreign.origin());
    assertThat(List.of(read.where(), read.reason())).containsExactly("record", "no reason given");
  }

  @Test
  void recordWithNothingInItCanBeADeadLetter() {
    DeadLetter letter = DeadLetter.of(Delivery.of(null, null), "label", "empty");
    ProducerRecord<byte[], byte[]> sent = DeadLetterFormat.record("dead-letters", MAX, letter);
    assertThat(sent.key()).isNull();
    assertThat(sent.value()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "1001, 1000", "5000, 1000"})
  void reasonIsCutAt1000Characters(int length, int kept) {
    DeadLetter letter = DeadLetter.of(Delivery.of(null, null), "frame", "x".repeat(length));
    Received sent = Delivery.of(DeadLetterFormat.record("dead-letters", MAX, letter));
    assertThat(text(sent, "dead-letter-reason")).hasSize(kept);
  }

  @Test
  void cutDoesNotSplitACharacter() {
    DeadLetter letter = DeadLetter.of(Delivery.of(null, null), "frame", "x" + "😀".repeat(600));
    Received sent = Delivery.of(DeadLetterFormat.record("dead-letters", MAX, letter));
    assertThat(text(sent, "dead-letter-reason")).hasSize(999).endsWith("😀");
  }

  private static String text(Received received, String header) {
    return new String(received.header(header).orElseThrow(), UTF_8);
  }

  @Test
  void aValueTooLargeForTheTopicIsCutAndTheHeadersSaySo() {
    byte[] value = new byte[DeadLetterFormat.MAX_BYTES];
    Received received = Delivery.of(new byte[] {1}, value, new Header("frame-id", new byte[] {9}));
    ProducerRecord<byte[], byte[]> sent =
        DeadLetterFormat.record("dead-letters", MAX, DeadLetter.of(received, "frame", "large"));

    assertThat(bytes(sent)).isBetween((long) DeadLetterFormat.MAX_BYTES - 20_000, most());
    assertThat(sent.key()).containsExactly(1);
    assertThat(text(Delivery.of(sent), "dead-letter-cut")).contains("value of 9437184");
    assertThat(Delivery.of(sent).header("frame-id")).isPresent();
  }

  @Test
  void whatWasCutBeforeSaysHowLargeItWasAndWhereItIs() {
    Received received = Delivery.of(new byte[] {1}, new byte[300_000]);
    Payload kept = received.payload().within(Payload.KEPT_BYTES);

    ProducerRecord<byte[], byte[]> sent =
        DeadLetterFormat.record(
            "dead-letters", MAX, new DeadLetter(received.origin(), kept, "frame", "repeated"));

    assertThat(sent.value()).hasSize(Payload.KEPT_BYTES - 1);
    assertThat(text(Delivery.of(sent), "dead-letter-cut"))
        .isEqualTo(
            "too large to keep: key of 1, value of 300000, headers of 0 bytes; topic some-topic"
                + " has all of it in partition 3 at offset 42, until it deletes the record");
  }

  @Test
  void keysAndHeadersTooLargeForTheTopicAreCutToo() {
    byte[] large = new byte[DeadLetterFormat.MAX_BYTES];
    Header[] headers = new Header[200_000];
    Arrays.fill(headers, new Header("x", new byte[50]));
    for (Received received :
        List.of(
            Delivery.of(large, new byte[] {1}),
            Delivery.of(large, large, headers),
            Delivery.of(null, null, new Header("x", large)))) {
      ProducerRecord<byte[], byte[]> sent =
          DeadLetterFormat.record("dead-letters", MAX, DeadLetter.of(received, "frame", "large"));

      assertThat(bytes(sent)).isLessThan(most());
      assertThat(text(Delivery.of(sent), "dead-letter-cut")).startsWith("too large to keep");
      assertThat(text(Delivery.of(sent), "dead-letter-reason")).isEqualTo("large");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {DeadLetterFormat.LEAST_BYTES, 1_015_820, DeadLetterFormat.MAX_BYTES})
  void aLetterFillsWhatItsTopicTakesAndNoMore(int most) {
    byte[] large = new byte[DeadLetterFormat.MAX_BYTES + 1];
    Header header = new Header("frame-id", new byte[256]);
    for (Received received :
        List.of(
            Delivery.of(null, large),
            Delivery.of(new byte[256], large, header),
            Delivery.of(large, large),
            Delivery.of(large, large, header, new Header("x", large)))) {
      String reason = "\uffff".repeat(2000);

      ProducerRecord<byte[], byte[]> sent =
          DeadLetterFormat.record("dead-letters", most, DeadLetter.of(received, "frame", reason));

      assertThat(bytes(sent)).isBetween(most - 10_000L, (long) most);
      assertThat(text(Delivery.of(sent), "dead-letter-cut")).contains("value of 9437185");
    }
  }

  private static long most() {
    return DeadLetterFormat.MAX_BYTES - 1000L;
  }

  private static long bytes(ProducerRecord<byte[], byte[]> record) {
    return AbstractRecords.estimateSizeInBytesUpperBound(
        RecordBatch.CURRENT_MAGIC_VALUE,
        CompressionType.NONE,
        record.key(),
        record.value(),
        record.headers().toArray());
  }
}
