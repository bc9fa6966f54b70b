package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a record may measure and when it may be from, on the command line. */
@Tag("slow")
class LimitsTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @ParameterizedTest
  @CsvSource({
    "--max-frame-bytes, 0, '1 to 67,108,864'",
    "--max-frame-bytes, 67108865, '1 to 67,108,864'",
    "--max-frame-pixels, 0, '1 to 67,108,864'",
    "--max-ahead, 10ms, 'PT1S to PT876000H'",
    "--max-ahead, 36501d, 'PT1S to PT876000H'",
    "--max-ahead, soon, 'no span of time'"
  })
  void limits_out_of_range_are_refused_with_the_range(String option, String value, String range) {
    Cli refused = Cli.run("run", option, value);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errorLines()).singleElement().asString().contains(range);
  }

  @Test
  void a_replay_starts_after_earlier_ones_but_not_after_what_is_plainly_a_mistake()
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      TopicNames topics = TopicNames.DEFAULT;
      Topics.ensure(broker.clientProperties(), topics, 2);
      Properties client = broker.clientProperties();
      long inAnHour = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
      mark(client, topics, inAnHour);
      assertThat(ReplayStart.next(client, topics, TIMEOUT)).isEqualTo(inAnHour + 1);

      for (long mistake : new long[] {inAnHour + Duration.ofDays(2).toMillis(), Long.MAX_VALUE}) {
        mark(client, topics, mistake);
        assertThat(ReplayStart.next(client, topics, TIMEOUT)).isLessThanOrEqualTo(inAnHour + 1);
      }
    }
  }

  private static void mark(Properties client, TopicNames topics, long timestamp) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(TimeMark.record(topics.frames(), 0, timestamp)).get();
    }
  }
}
