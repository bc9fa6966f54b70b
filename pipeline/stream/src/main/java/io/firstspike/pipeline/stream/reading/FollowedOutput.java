package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.topic.Received;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Passes records of a reader, or of one partition of it, on and notes their offsets.
 *
 * @param output receives the records
 * @param reader makes the outputs of partitions
 * @param progress receives the offset of each record
 */
record FollowedOutput(
    SourceOutput<Received> output, ReaderOutput<Received> reader, ReadProgress progress)
    implements ReaderOutput<Received> {

  /** Makes the output of a whole reader. */
  static FollowedOutput of(ReaderOutput<Received> reader, ReadProgress progress) {
    return new FollowedOutput(reader, reader, progress);
  }

  @Override
  public void collect(Received received) {
    output.collect(received);
    progress.read(received.origin());
  }

  @Override
  public void collect(Received received, long timestamp) {
    output.collect(received, timestamp);
    progress.read(received.origin());
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    output.emitWatermark(watermark);
  }

  @Override
  public void markIdle() {
    output.markIdle();
  }

  @Override
  public void markActive() {
    output.markActive();
  }

  @Override
  public SourceOutput<Received> createOutputForSplit(String splitId) {
    return new FollowedOutput(reader.createOutputForSplit(splitId), reader, progress);
  }

  @Override
  public void releaseOutputForSplit(String splitId) {
    reader.releaseOutputForSplit(splitId);
  }
}
