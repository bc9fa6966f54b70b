package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.admin.PartitionEnds;
import io.firstspike.connectors.topic.Received;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/** Reads partitions of a topic, and tells how far it has read. */
final class ProgressReader implements SourceReader<Received, KafkaPartitionSplit> {

  private final SourceReader<Received, KafkaPartitionSplit> reader;
  private final String topic;
  private final PartitionEnds ends;
  private final ProgressSource.Telling telling;
  private final ReadProgress progress = new ReadProgress();
  private CompletableFuture<PartitionEnds.Answer> answer;
  private ReaderOutput<Received> output;
  private ReaderOutput<Received> followed;

  ProgressReader(
      SourceReader<Received, KafkaPartitionSplit> reader,
      String topic,
      PartitionEnds ends,
      ProgressSource.Telling telling) {
    this.reader = reader;
    this.topic = topic;
    this.ends = ends;
    this.telling = telling;
  }

  @Override
  public void start() {
    reader.start();
    answer = ends.ask(progress.positions());
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    splits.forEach(split -> progress.begins(split.getPartition(), split.getStartingOffset()));
    reader.addSplits(splits);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Received> out) throws Exception {
    if (out != output) {
      output = out;
      followed = FollowedOutput.of(out, progress);
    }
    InputStatus status = reader.pollNext(followed);
    if (answer.isDone()) {
      report(answer.join());
      answer = ends.ask(progress.positions());
    }
    if (telling == ProgressSource.Telling.WATERMARKS) {
      progress.take().ifPresent(time -> out.emitWatermark(new Watermark(time)));
    }
    return status;
  }

  private void report(PartitionEnds.Answer ends) {
    progress.noteEnds(ends);
    if (telling == ProgressSource.Telling.RECORDS) {
      for (int partition : progress.partitions()) {
        boolean atEnd = progress.reached(partition, ends);
        output.collect(new PartitionStanding(partition, atEnd).record(topic));
      }
    }
  }

  /** A future that completes when there is a record to read, or progress to tell. */
  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> theirs = reader.isAvailable();
    return theirs.isDone()
        ? theirs
        : CompletableFuture.anyOf(theirs, answer).thenApply(done -> null);
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    return reader.snapshotState(checkpointId);
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
    reader.pauseOrResumeSplits(toPause, toResume);
  }

  @Override
  public void close() {
    ends.close();
    try {
      reader.close();
    } catch (Exception e) { // as readers declare
      throw new IllegalStateException("the reader of topic " + topic + " does not close", e);
    }
  }
}
