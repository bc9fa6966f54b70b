package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Payload;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * What is left of a frame's record when the learner rejects the frame: here one that came twice.
 */
class KeptPayloadTest {

  private static final byte[] KEY = Digits.KEY.getBytes(StandardCharsets.UTF_8);
  private static final Header ID = new Header("frame-id", new byte[] {'f'});

  @Test
  void ofALargeRecordKeyHeadersAndTheBeginningOfTheValueAreLeft() throws Exception {
    byte[] photograph = random(300_000);

    ProducerRecord<byte[], byte[]> letter = letter(photograph);

    int kept = letter.value().length;
    assertThat(kept).isBetween(Payload.KEPT_BYTES - 100, Payload.KEPT_BYTES);
    assertThat(letter.value()).isEqualTo(Arrays.copyOf(photograph, kept));
    assertThat(letter.key()).isEqualTo(KEY);
    assertThat(letter.headers().lastHeader("frame-id").value()).isEqualTo(ID.value());
    assertThat(text(letter, "dead-letter-reason")).contains("was already seen");
    assertThat(text(letter, "dead-letter-cut"))
        .contains("value of 300000", "topic frames has all of it in partition 2 at offset 5");
  }

  @Test
  void aSmallRecordIsLeftByteForByte() throws Exception {
    byte[] value = random(60_000);

    ProducerRecord<byte[], byte[]> letter = letter(value);

    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.key()).isEqualTo(KEY);
    assertThat(letter.headers().lastHeader("frame-id").value()).isEqualTo(ID.value());
    assertThat(letter.headers().lastHeader("dead-letter-cut")).isNull();
  }

  /** The dead letter of a frame of the content {@code value} that comes once more. */
  private static ProducerRecord<byte[], byte[]> letter(byte[] value) throws Exception {
    Received received = new Received(new Origin("frames", 2, 5, 1), KEY, value, List.of(ID));
    EncodedFrame frame =
        new EncodedFrame(
            received.origin(),
            1,
            received.payload(),
            Digits.KEY,
            "f",
            Optional.empty(),
            0,
            Digits.volley(0));
    try (LearnerHarness learner = LearnerHarness.open(Order.LIVE)) {
      learner.frame(frame);
      learner.frame(frame);
      assertThat(learner.deadLetters()).hasSize(1);
      return DeadLetterFormat.record(
          "dead-letters", DeadLetterFormat.MAX_BYTES, learner.deadLetters().get(0));
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static String text(ProducerRecord<byte[], byte[]> letter, String header) {
    return new String(letter.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
  }
}
