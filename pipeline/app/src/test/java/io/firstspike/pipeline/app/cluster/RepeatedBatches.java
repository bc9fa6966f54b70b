package io.firstspike.pipeline.app.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.record.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.FileRecords;

/**
 * Finds batches of idempotent producers that a broker has stored twice, from its files: the same
 * sequence numbers of the same producer and epoch, at two offsets of one partition.
 */
final class RepeatedBatches {

  private record Batch(long producer, short epoch, int firstSequence) {}

  private RepeatedBatches() {}

  /**
   * The repeated batches of one topic, in words.
   *
   * @param records the broker's data folder
   * @throws IllegalStateException if the topic has no batch of an idempotent producer at all
   */
  static List<String> of(Path records, String topic) throws IOException {
    List<String> repeated = new ArrayList<>();
    int batches = 0;
    try (DirectoryStream<Path> partitions = Files.newDirectoryStream(records, topic + "-*")) {
      for (Path partition : partitions) {
        batches += look(partition, repeated);
      }
    }
    if (batches == 0) {
      throw new IllegalStateException("no batch of topic " + topic + " in " + records);
    }
    return repeated;
  }

  private static int look(Path partition, List<String> repeated) throws IOException {
    Set<Batch> seen = new HashSet<>();
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(partition, "*.log")) {
      for (Path segment : segments) {
        try (FileRecords file = FileRecords.open(segment.toFile(), false)) {
          for (FileChannelRecordBatch batch : file.batches()) {
            boolean counted = batch.hasProducerId() && !batch.isControlBatch();
            if (counted && !seen.add(key(batch))) {
              repeated.add(partition.getFileName() + ": " + batch);
            }
          }
        }
      }
    }
    return seen.size();
  }

  private static Batch key(FileChannelRecordBatch batch) {
    return new Batch(batch.producerId(), batch.producerEpoch(), batch.baseSequence());
  }
}
