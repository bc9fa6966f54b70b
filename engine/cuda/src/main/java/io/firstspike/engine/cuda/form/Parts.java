package io.firstspike.engine.cuda.form;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Numbers of parts that something is shared out in. */
@API(status = Status.INTERNAL)
public final class Parts {

  private Parts() {}

  /**
   * The number of parts of {@code size} that {@code all} takes, the last of which may be smaller.
   */
  public static int of(int all, int size) {
    return (all + size - 1) / size;
  }
}
