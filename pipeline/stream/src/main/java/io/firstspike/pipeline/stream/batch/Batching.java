package io.firstspike.pipeline.stream.batch;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.spec.NetworkSpec;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Choice of what executes a job's networks, and on how many frames at a time.
 *
 * @param backend the name of a backend, or {@value Backends#AUTO}
 * @param frames the number of frames at which a batch is full, 1 to {@value #MOST_FRAMES}; 0: as
 *     many as suit the backend
 * @param within the longest time that a frame waits for its batch to be full, 0 ms to 10 s
 */
@API(status = Status.MAINTAINED)
public record Batching(String backend, int frames, Duration within) implements Serializable {

  /** The number of frames that stands for as many as suit the backend. */
  public static final int AS_SUITS = 0;

  public static final int MOST_FRAMES = 65_536;
  public static final int DEFAULT_WITHIN_MILLIS = 5;
  public static final Duration LONGEST_WITHIN = Duration.ofSeconds(10);

  /** Frames one by one, or as many as suit it, on this machine's processor. */
  public static final Batching DEFAULT =
      new Batching(Backends.CPU, AS_SUITS, Duration.ofMillis(DEFAULT_WITHIN_MILLIS));

  /**
   * The backend for networks of {@code spec}.
   *
   * @throws BackendException if it cannot execute them here
   */
  public Backend choose(NetworkSpec spec) {
    return Backends.choose(backend, spec);
  }

  /**
   * The backend of an operator that executes only networks of {@code spec}.
   *
   * @throws SuppressRestartsException if it cannot execute them here: a restart would not help
   */
  public Backend require(NetworkSpec spec) {
    return orEndJob(() -> choose(spec));
  }

  /**
   * The backend of an operator that executes networks of any spec.
   *
   * @throws SuppressRestartsException if it cannot be used here: a restart would not help
   */
  public Backend require() {
    return orEndJob(() -> Backends.usable(backend));
  }

  private static Backend orEndJob(Supplier<Backend> choice) {
    try {
      return choice.get();
    } catch (BackendException e) {
      throw new SuppressRestartsException(e);
    }
  }

  /** The number of frames at which a batch for {@code chosen} is full. */
  public int size(Backend chosen) {
    return frames == AS_SUITS ? chosen.batchSize() : frames;
  }
}
