package io.firstspike.pipeline.app.watch;

import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.pipeline.stream.model.FollowedModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the latest model of one key in a file. A failure to write is reported once and retried:
 * neither a full disk nor a missing folder ends the job. Thread-safe.
 */
public final class ModelKeeper {

  private final Path file;
  private final Reasons reasons;
  private final Consumer<String> say;
  private Optional<FollowedModel> unwritten = Optional.empty();
  private boolean failing;

  /**
   * Makes a keeper.
   *
   * @param file the file for the model
   * @param reasons puts exceptions into words
   * @param say receives a message on each success and failure
   */
  public ModelKeeper(Path file, Reasons reasons, Consumer<String> say) {
    this.file = file;
    this.reasons = reasons;
    this.say = say;
  }

  /** Writes a version of the model. */
  public synchronized void keep(FollowedModel followed) {
    unwritten = Optional.of(followed);
    retry();
  }

  /** Writes the latest version, if that has failed before. */
  public synchronized void retry() {
    unwritten.ifPresent(this::write);
  }

  /** The exception itself would say again which file cannot be written. */
  private static Throwable cause(ModelFileException failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private void write(FollowedModel latest) {
    try {
      ModelFile.write(file, latest.model());
    } catch (ModelFileException e) {
      if (!failing) {
        say.accept(
            "model "
                + latest.modelVersion()
                + " cannot be written to "
                + file
                + ": "
                + reasons.of(cause(e))
                + "; the job goes on, and tries again");
      }
      failing = true;
      return;
    }
    unwritten = Optional.empty();
    say.accept(
        "model " + latest.modelVersion() + " written to " + file + (failing ? " again" : ""));
    failing = false;
  }
}
