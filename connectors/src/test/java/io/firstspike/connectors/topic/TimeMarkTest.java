package io.firstspike.connectors.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TimeMarkTest {

  @Test
  void markIsRecognisedAndCarriesItsTime() {
    ProducerRecord<byte[], byte[]> sent = TimeMark.record("frames", 5, 777);

    assertThat(sent.topic()).isEqualTo("frames");
    assertThat(sent.partition()).isEqualTo(5);
    assertThat(TimeMark.is(Delivery.of(sent))).isTrue();
    assertThat(Delivery.of(sent).eventTime()).hasValue(777);
  }

  @Test
  void anyValueOfTheHeaderWillDo() {
    assertThat(TimeMark.is(Delivery.of(null, null, new Header("mark", new byte[] {1})))).isTrue();
    assertThat(TimeMark.is(Delivery.of(null, null, new Header("mark", null)))).isTrue();
  }

  @Test
  void recordWithAValueIsNoMark() {
    assertThat(TimeMark.is(Delivery.of(null, new byte[1], new Header("mark", null)))).isFalse();
  }

  @Test
  void recordWithoutTheHeaderIsNoMark() {
    assertThat(TimeMark.is(Delivery.of(null, null))).isFalse();
  }
}
