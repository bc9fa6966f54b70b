package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.topic.Received;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Passes a reader's records on, and notes their offsets.
 *
 * @param output receives the records
 * @param progress receives the offset of each record
 */
record FollowedOutput(ReaderOutput<Received> output, ReadProgress progress)
    implements ReaderOutput<Received> {

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
    return new SplitOutput(output.createOutputForSplit(splitId), progress);
  }

  @Override
  public void releaseOutputForSplit(String splitId) {
    output.releaseOutputForSplit(splitId);
  }

  /** Passes on and notes the records of one partition. */
  private record SplitOutput(SourceOutput<Received> output, ReadProgress progress)
      implements SourceOutput<Received> {

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
  }
}
