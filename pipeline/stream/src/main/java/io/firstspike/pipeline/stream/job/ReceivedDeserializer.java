package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records as they come: what they mean is found out where a dead letter can be written. */
final class ReceivedDeserializer implements KafkaRecordDeserializationSchema<Received> {

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Received> out) {
    out.collect(Received.of(record));
  }

  @Override
  public TypeInformation<Received> getProducedType() {
    return new VersionedType<>(Codecs.RECEIVED);
  }
}
