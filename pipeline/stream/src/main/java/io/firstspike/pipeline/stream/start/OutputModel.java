package io.firstspike.pipeline.stream.start;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Protects the output file of a job: its model must not be replaced by one that has learned less,
 * or something else.
 *
 * @param file the file, which need not exist
 * @param limit the size of the largest network that is read
 */
record OutputModel(Path file, NetworkLimit limit) {

  /**
   * Checks that the file, if it exists, holds the model that the job goes on from, or an earlier
   * version of it.
   *
   * @param start the model that the job goes on from; empty for random weights
   * @throws StartException if not; the message names the file's content and the remedy
   */
  void requireReplaceableBy(Optional<Model> start) {
    if (!Files.exists(file)) {
      return;
    }
    Model kept = read();
    if (start.isEmpty() || !before(kept, start.get())) {
      String version = ModelVersion.of(kept.spec(), kept.provenance());
      throw new StartException(
          "--model-out "
              + file
              + " holds model "
              + version
              + ", and this job starts from "
              + start
                  .map(model -> "another one, " + ModelVersion.of(model.spec(), model.provenance()))
                  .orElse("random weights")
              + ": --model-in "
              + file
              + " goes on from it; else name another file, or move this one away");
    }
  }

  /**
   * Checks that the file, if it exists, holds a model of the network {@code network} of a
   * checkpoint.
   *
   * @throws StartException if not; the message names both
   */
  void requireNetwork(String network) {
    if (Files.exists(file) && !read().spec().name().equals(network)) {
      throw new StartException(
          "--model-out "
              + file
              + " holds a model of network "
              + read().spec().name()
              + ", and this job's is "
              + network
              + ": name another file, or move this one away");
    }
  }

  private Model read() {
    try {
      return ModelFile.read(file, limit);
    } catch (ModelFileException e) {
      throw new StartException(
          "--model-out "
              + file
              + " exists and cannot be read as a model; it would be lost: name another file, or"
              + " move this one away ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** Whether {@code start} is the model {@code kept}, or a later version of it. */
  private static boolean before(Model kept, Model start) {
    Provenance earlier = kept.provenance();
    Provenance later = start.provenance();
    boolean sameLine =
        kept.spec().name().equals(start.spec().name())
            && earlier.seed() == later.seed()
            && later.data().startsWith(earlier.data())
            && earlier.framesLearned() <= later.framesLearned()
            && earlier.labelsLearned() <= later.labelsLearned();
    return sameLine || kept.fingerprint().equals(start.fingerprint());
  }
}
