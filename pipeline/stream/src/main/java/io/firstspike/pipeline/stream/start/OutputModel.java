package io.firstspike.pipeline.stream.start;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.engine.model.Provenance;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Guards the file that is to follow a model: it must not be lost to a model that has learned less,
 * or something else.
 *
 * @param file the file, which may not exist
 */
record OutputModel(Path file) {

  /**
   * Checks that the file holds nothing that the job would not bring forth again.
   *
   * @param start what the job goes on from; empty for random weights
   * @throws StartException naming what is in the file, and the remedy
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
   * Checks that the file holds a model of the network that is in a checkpoint.
   *
   * @throws StartException naming both
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
      return ModelFile.read(file);
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

  /** Whether {@code start} is the same model, or one that it has become since. */
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
