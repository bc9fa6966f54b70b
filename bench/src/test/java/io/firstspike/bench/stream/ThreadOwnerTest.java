package io.firstspike.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadOwnerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TASKS|Source: topic frames -> decode frames -> encode frames (1/2)#0",
        "TASKS|learn and decide -> (topic predictions: Writer) (1/1)#3",
        "JOB_OTHER|OutputFlusher for learn and decide -> (topic predictions: Writer) (1/1)#3",
        "JOB_OTHER|flink-pekko.actor.default-dispatcher-7",
        "JOB_CLIENTS|Source Data Fetcher for Source: topic frames -> decode frames (1/1)#0",
        "JOB_CLIENTS|kafka-producer-network-thread producer-3",
        "BROKER|data-plane-kafka-request-handler-2",
        "BROKER|kafka-1-raft-io-thread",
        "LOAD|bench-reader",
        "LOAD|kafka-producer-network-thread bench-source",
        "OTHER|main"
      })
  void threadsAreToldApartByTheirNames(ThreadOwner owner, String thread) {
    assertThat(ThreadOwner.of(thread)).isEqualTo(owner);
  }
}
