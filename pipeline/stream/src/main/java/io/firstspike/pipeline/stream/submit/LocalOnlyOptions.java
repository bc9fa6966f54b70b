package io.firstspike.pipeline.stream.submit;

import io.firstspike.pipeline.stream.options.InputException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * Options of the command line that have no meaning on a cluster: refused with their replacement.
 */
final class LocalOnlyOptions {

  @Option(names = "--model-out", hidden = true)
  private Path modelOut;

  @Option(names = "--checkpoint-dir", hidden = true)
  private Path checkpoints;

  @Option(
      names = {"--monitor-port", "--monitor-address"},
      hidden = true)
  private String monitor;

  void refuse() {
    if (monitor != null) {
      throw new InputException(
          "--monitor-port is for the embedded Flink: on a cluster, set metrics.reporter.prom.port and"
              + " metrics.reporter.prom.factory.class, and ask Flink's REST server for the job's state");
    }
    if (modelOut != null || checkpoints != null) {
      throw new InputException(
          "--model-out and --checkpoint-dir are for the embedded Flink: on a cluster, read the"
              + " models topic, and set execution.checkpointing.dir");
    }
  }
}
