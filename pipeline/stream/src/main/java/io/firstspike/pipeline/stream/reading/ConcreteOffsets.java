package io.firstspike.pipeline.stream.reading;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts where a consumer group has come to, or at the beginning where it has not read yet. Unlike
 * Flink's own it gives offsets, so that a reader knows where it stands before it has read anything.
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
      // Else it is one of records that are no more, or of another topic of that name.
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
