package io.firstspike.pipeline.stream.reading;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts at the committed offsets of a consumer group, or at the beginning of partitions without
 * one. Unlike Flink's own initialisers it gives numeric offsets, so that a reader knows its
 * position before it has read anything.
 */
public final class ConcreteOffsets implements OffsetsInitializer {

  private static final long serialVersionUID = 1L;

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
    Map<TopicPartition, Long> committed = broker.committedOffsets(partitions);
    Map<TopicPartition, Long> begins = broker.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = broker.endOffsets(partitions);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long begin = begins.get(partition);
      Long come = committed.get(partition);
      // Otherwise the offset belongs to deleted records, or to another topic of the same name.
      boolean good = come != null && come >= begin && come <= ends.get(partition);
      offsets.put(partition, good ? come : Long.valueOf(begin));
    }
    return offsets;
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
