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
 * Reads a topic as Flink's source does, and tells downstream operators how far it has read. Its
 * splits and its state are those of the source that it wraps.
 *
 * <p>With {@link Telling#WATERMARKS}, a watermark {@code t} between the records says that all
 * records that were in the reader's partitions at the wall-clock time {@code t} have been sent
 * before it.
 */
public final class ProgressSource
    implements Source<Received, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<Received> {

  private static final long serialVersionUID = 1L;

  /** The form in which a source tells how far it has read. */
  public enum Telling {
    /** Progress as watermarks. */
    WATERMARKS,
    /**
     * Progress as {@link PartitionStanding} records, for topics whose watermarks carry event time.
     */
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
   * @param name the name of the clients that ask for the ends of partitions
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
