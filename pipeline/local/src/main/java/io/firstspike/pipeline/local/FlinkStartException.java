package io.firstspike.pipeline.local;

import java.nio.file.Path;

/** Thrown if a Flink cluster cannot be started; the message names the reason and its folder. */
public final class FlinkStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_CAUSES = 100;

  FlinkStartException(Throwable failure, Path temporary) {
    super(
        "Flink cannot start: "
            + reason(failure)
            + " (its temporary files are in "
            + temporary.getParent()
            + ", or where -Djava.io.tmpdir says)",
        failure);
  }

  /** The words of the innermost cause: the others name where it was noticed. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < MOST_CAUSES; depth++) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
