package io.firstspike.bench.stream;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.io.IOException;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Frames of a topic as rows of a table. */
final class FrameRows implements KafkaRecordDeserializationSchema<Row> {

  private static final long serialVersionUID = 1L;

  static final RowTypeInfo TYPE =
      new RowTypeInfo(
          new TypeInformation<?>[] {
            Types.STRING, Types.STRING, Types.LONG, Types.STRING, SpikeTypes.IMAGE
          },
          new String[] {"modelKey", "frameId", "frameTime", "label", "image"});

  private transient FrameFormat format;

  private FrameRows() {}

  /** A source of a topic's rows from its beginning. */
  static KafkaSourceBuilder<Row> source(String topic, Properties client) {
    return KafkaSource.<Row>builder()
        .setProperties(client)
        .setTopics(topic)
        .setGroupId("rows")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty("max.poll.records", Integer.toString(Integer.MAX_VALUE))
        .setDeserializer(new FrameRows());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> polled, Collector<Row> out)
      throws IOException {
    Received received = Received.of(polled);
    if (TimeMark.is(received)) {
      return;
    }
    if (format == null) {
      format = new FrameFormat(ImageLimits.DEFAULT);
    }
    try {
      Frame frame = format.decode(received);
      out.collect(
          Row.of(
              frame.modelKey(),
              frame.frameId(),
              frame.timestamp(),
              frame.label().orElse(null),
              frame.image()));
    } catch (MalformedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public TypeInformation<Row> getProducedType() {
    return TYPE;
  }
}
