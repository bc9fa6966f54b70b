package io.firstspike.connectors.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ReceivedTest {

  @Test
  void keepsEverythingOfAConsumerRecord() {
    byte[] key = {1};
    byte[] value = {2, 3};
    RecordHeaders headers = new RecordHeaders();
    headers.add("a", new byte[] {4}).add("b", null).add("a", new byte[] {5});
    ConsumerRecord<byte[], byte[]> polled =
        new ConsumerRecord<>(
            "t",
            2,
            7L,
            99L,
            TimestampType.CREATE_TIME,
            1,
            2,
            key,
            value,
            headers,
            Optional.empty());

    Received received = Received.of(polled);

    assertThat(received.origin()).isEqualTo(new Origin("t", 2, 7, 99));
    assertThat(received.key()).containsExactly(1);
    assertThat(received.value()).containsExactly(2, 3);
    assertThat(received.headers()).extracting(Header::name).containsExactly("a", "b", "a");
  }

  @Test
  void lastHeaderOfANameCounts() {
    Received received =
        Delivery.of(null, null, new Header("a", new byte[] {4}), new Header("a", new byte[] {5}));
    assertThat(received.header("a")).hasValueSatisfying(v -> assertThat(v).containsExactly(5));
  }

  @Test
  void headerWithoutValueIsThereButEmpty() {
    Received received = Delivery.of(null, null, new Header("a", null));
    assertThat(received.header("a")).isEmpty();
    assertThat(received.hasHeader("a")).isTrue();
    assertThat(received.hasHeader("b")).isFalse();
  }
}
