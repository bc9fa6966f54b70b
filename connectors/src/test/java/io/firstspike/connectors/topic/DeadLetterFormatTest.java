package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.MalformedException;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterFormatTest {

  @Test
  void bytesStayAsReceivedAndTheHeadersSayWhy() {
    byte[] key = {(byte) 0xff};
    byte[] value = {0, 1, 2};
    Received received = Delivery.of(key, value, new Header("frame-id", new byte[] {9}));
    DeadLetter letter = DeadLetter.of(received, new MalformedException("frame", "it is blank"));

    ProducerRecord<byte[], byte[]> sent = DeadLetterFormat.record("dead-letters", letter);

    assertThat(sent.topic()).isEqualTo("dead-letters");
    assertThat(sent.key()).isEqualTo(key);
    assertThat(sent.value()).isEqualTo(value);
    Received again = Delivery.of(sent);
    assertThat(again.header("frame-id")).hasValueSatisfying(v -> assertThat(v).containsExactly(9));
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
  void recordWithNothingInItCanBeADeadLetter() {
    DeadLetter letter = new DeadLetter(Delivery.of(null, null), "label", "empty");
    ProducerRecord<byte[], byte[]> sent = DeadLetterFormat.record("dead-letters", letter);
    assertThat(sent.key()).isNull();
    assertThat(sent.value()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "1001, 1000", "5000, 1000"})
  void reasonIsCutAt1000Characters(int length, int kept) {
    DeadLetter letter = new DeadLetter(Delivery.of(null, null), "frame", "x".repeat(length));
    Received sent = Delivery.of(DeadLetterFormat.record("dead-letters", letter));
    assertThat(text(sent, "dead-letter-reason")).hasSize(kept);
  }

  @Test
  void cutDoesNotSplitACharacter() {
    DeadLetter letter = new DeadLetter(Delivery.of(null, null), "frame", "x" + "😀".repeat(600));
    Received sent = Delivery.of(DeadLetterFormat.record("dead-letters", letter));
    assertThat(text(sent, "dead-letter-reason")).hasSize(999).endsWith("😀");
  }

  private static String text(Received received, String header) {
    return new String(received.header(header).orElseThrow(), UTF_8);
  }
}
