package io.firstspike.pipeline.stream.job;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka sink that answers for its records at each checkpoint, and for none after the last one.
 * Kafka's own throws when it is closed with records that have not been sent, and so fails a job
 * that has been stopped with a savepoint: such records belong to what the next job does again.
 *
 * @param <T> what is written
 * @param <S> state of a writer
 * @param <C> what is committed
 * @param <K> Kafka's sink
 */
final class CheckpointedSink<
        T, S, C, K extends Sink<T> & SupportsWriterState<T, S> & SupportsCommitter<C>>
    implements Sink<T>, SupportsWriterState<T, S>, SupportsCommitter<C> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointedSink.class);

  private final K sink;

  private CheckpointedSink(K sink) {
    this.sink = sink;
  }

  /** Makes a sink of Kafka's. */
  static <T> Sink<T> of(KafkaSink<T> sink) {
    return around(sink);
  }

  private static <T, S, C, K extends Sink<T> & SupportsWriterState<T, S> & SupportsCommitter<C>>
      Sink<T> around(K sink) {
    return new CheckpointedSink<>(sink);
  }

  @Override
  @Deprecated
  public SinkWriter<T> createWriter(InitContext context) throws IOException {
    return new Writer<T, S, C>(sink.createWriter(context));
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return new Writer<T, S, C>(sink.createWriter(context));
  }

  @Override
  public StatefulSinkWriter<T, S> restoreWriter(WriterInitContext context, Collection<S> state)
      throws IOException {
    return new Writer<T, S, C>(sink.restoreWriter(context, state));
  }

  @Override
  public SimpleVersionedSerializer<S> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
    return sink.createCommitter(context);
  }

  @Override
  public SimpleVersionedSerializer<C> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @SuppressWarnings("try") // of SinkWriter's own close()
  private static final class Writer<T, S, C>
      implements StatefulSinkWriter<T, S>, CommittingSinkWriter<T, C> {

    private final SinkWriter<T> writer;

    Writer(SinkWriter<T> writer) {
      this.writer = writer;
    }

    @Override
    public void write(T value, Context context) throws IOException, InterruptedException {
      writer.write(value, context);
    }

    @Override
    public void writeWatermark(Watermark mark) throws IOException, InterruptedException {
      writer.writeWatermark(mark);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    @SuppressWarnings("unchecked") // as Kafka's sink declares
    public List<S> snapshotState(long checkpointId) throws IOException {
      return ((StatefulSinkWriter<T, S>) writer).snapshotState(checkpointId);
    }

    @Override
    @SuppressWarnings("unchecked") // as Kafka's sink declares
    public Collection<C> prepareCommit() throws IOException, InterruptedException {
      return ((CommittingSinkWriter<T, C>) writer).prepareCommit();
    }

    @Override
    public void close() throws Exception {
      try {
        writer.close();
      } catch (IOException e) {
        // Kafka's writer closes all it has before it tells of records that were not sent.
        LOG.debug("records after the last checkpoint are not written", e);
      }
    }
  }
}
