package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.admin.PartitionEnds;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads a topic as Flink's source does, and tells downstream how far it has come. Its splits and
 * its state are those of the source that it wraps.
 *
 * <p>{@link Telling#WATERMARKS} go with the records: one of {@code t} says that all records which
 * were in the reader's partitions at {@code t}, by the clock, have gone before it.
 */
public final class ProgressSource
    implements Source<Received, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<Received> {

  private static final long serialVersionUID = 1L;

  /** In which form a source tells how far it has come. */
  public enum Telling {
    /** As watermarks. */
    WATERMARKS,
    /** As {@link PartitionStanding} records, where watermarks tell event time. */
    RECORDS
  }

  private final KafkaSource<Received> source;
  private final Map<String, String> client;
  private final String topic;
  private final String name;
  private final Telling telling;

  /**
   * Wraps {@code source}, whose splits begin at offsets ({@link ConcreteOffsets}).
   *
   * @param client settings of Kafka's clients
   * @param name of the clients that ask how far there is to read
   */
  public ProgressSource(
      KafkaSource<Received> source,
      Map<String, String> client,
      String topic,
      String name,
      Telling telling) {
    this.source = source;
    this.client = Map.copyOf(client);
    this.topic = topic;
    this.name = name;
    this.telling = telling;
  }

  @Override
  public SourceReader<Received, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    Properties properties = new Properties();
    properties.putAll(client);
    return new ProgressReader(
        source.createReader(context),
        topic,
        new PartitionEnds(properties, topic, name + "-ends-" + context.getIndexOfSubtask()),
        telling);
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
      throws Exception {
    return source.restoreEnumerator(context, state);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<Received> getProducedType() {
    return new VersionedType<>(Codecs.RECEIVED);
  }
}
