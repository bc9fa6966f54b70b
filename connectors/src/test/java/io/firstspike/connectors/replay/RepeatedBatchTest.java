package io.firstspike.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.ResponseHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch that an idempotent producer repeats after the broker has restarted, as it does when the
 * acknowledgement was lost. Uses Kafka's protocol directly, since a client does not repeat a batch
 * on demand.
 */
@Tag("slow")
class RepeatedBatchTest {

  private static final TopicNames TOPICS = TopicNames.DEFAULT;
  private static final long YEARS_AGO = 1_500_000_000_000L;
  private static final long PRODUCER = 4711;

  /** The version of Kafka's produce request; any that the broker accepts. */
  private static final short VERSION = 9;

  @TempDir private Path folder;

  @Test
  void whatReplayWritesIsKnownAgain() throws IOException {
    ProducerRecord<byte[], byte[]> written =
        LabelFormat.encode(TOPICS.labels(), 0, new Label("default", "frame-1", "7", YEARS_AGO));

    assertThat(offsetsOfOneBatchSentTwice(written)).containsExactly(0L, 0L);
  }

  /** Shows why event time is not Kafka's timestamp. */
  @Test
  void whatIsStampedByItsEventTimeIsTakenForNew() throws IOException {
    ProducerRecord<byte[], byte[]> stamped =
        new ProducerRecord<>(TOPICS.labels(), 0, YEARS_AGO, new byte[1], new byte[1]);

    assertThat(offsetsOfOneBatchSentTwice(stamped)).containsExactly(0L, 1L);
  }

  private List<Long> offsetsOfOneBatchSentTwice(ProducerRecord<byte[], byte[]> record)
      throws IOException {
    long timestamp = Optional.ofNullable(record.timestamp()).orElse(System.currentTimeMillis());
    MemoryRecords batch =
        MemoryRecords.withIdempotentRecords(
            Compression.NONE,
            PRODUCER,
            (short) 0,
            0,
            new SimpleRecord(timestamp, record.key(), record.value(), record.headers().toArray()));
    long first;
    try (EmbeddedBroker broker = broker()) {
      Topics.ensure(broker.clientProperties(), TOPICS, 1);
      first = offset(broker, batch);
    }
    try (EmbeddedBroker broker = broker()) {
      return List.of(first, offset(broker, batch));
    }
  }

  private EmbeddedBroker broker() throws IOException {
    return EmbeddedBroker.start(new EmbeddedBroker.Options(0, Optional.of(folder)));
  }

  /** Sends the batch; returns the offset that the broker gives it. */
  private static long offset(EmbeddedBroker broker, MemoryRecords batch) throws IOException {
    // A broker that has just started may not have heard of its partitions yet.
    PartitionProduceResponse answer =
        await()
            .atMost(Duration.ofMinutes(3))
            .until(
                () -> send(broker, batch),
                told ->
                    told.errorCode() != Errors.NOT_LEADER_OR_FOLLOWER.code()
                        && told.errorCode() != Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.NONE);
    return answer.baseOffset();
  }

  private static PartitionProduceResponse send(EmbeddedBroker broker, MemoryRecords batch)
      throws IOException {
    Iterator<ProduceRequestData.TopicProduceData> data =
        List.of(
                new ProduceRequestData.TopicProduceData()
                    .setName(TOPICS.labels())
                    .setPartitionData(
                        List.of(
                            new ProduceRequestData.PartitionProduceData()
                                .setIndex(0)
                                .setRecords(batch))))
            .iterator();
    ProduceRequest request =
        ProduceRequest.forMagic(
                RecordBatch.CURRENT_MAGIC_VALUE,
                new ProduceRequestData()
                    .setAcks((short) -1)
                    .setTimeoutMs(10_000)
                    .setTopicData(new ProduceRequestData.TopicProduceDataCollection(data)))
            .build(VERSION);
    String[] address = broker.bootstrapServers().split(":");
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      ByteBuffer bytes =
          request.serializeWithHeader(new RequestHeader(ApiKeys.PRODUCE, VERSION, "test", 1));
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(bytes.remaining());
      out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
      ResponseHeader.parse(answer, ApiKeys.PRODUCE.responseHeaderVersion(VERSION));
      return ProduceResponse.parse(answer, VERSION)
          .data()
          .responses()
          .find(TOPICS.labels())
          .partitionResponses()
          .get(0);
    }
  }
}
