package io.firstspike.pipeline.stream.serving;

import io.firstspike.engine.spec.NetworkLimit;
import java.io.Serializable;
import java.time.Duration;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The limits of a job that serves.
 *
 * @param modelWait the longest time that a frame waits for its model, 1 s to 30 days
 * @param waitingBytes the largest memory of frames that wait, in bytes, all slots together, at
 *     least 1 MiB; each of the 128 slot keys has an equal share, and room for one frame whatever
 *     its size
 * @param maxModels the largest number of model keys, at least 1
 * @param maxWeights the largest number of weights of a model
 */
@API(status = Status.MAINTAINED)
public record ServingLimits(Duration modelWait, long waitingBytes, int maxModels, long maxWeights)
    implements Serializable {

  // Defaults are constants, so that the options of the command line can refer to them.
  public static final int DEFAULT_WAIT_MINUTES = 1;
  public static final int DEFAULT_WAITING_MIB = 256;
  public static final int DEFAULT_MODELS = 1000;

  /** A builder of limits that have their defaults: the constants of this class. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects limits; each method is named like the limit it gives. */
  public static final class Builder {

    private Duration modelWait = Duration.ofMinutes(DEFAULT_WAIT_MINUTES);
    private long waitingBytes = (long) DEFAULT_WAITING_MIB << 20;
    private int maxModels = DEFAULT_MODELS;
    private NetworkLimit networkLimit = NetworkLimit.DEFAULT;

    private Builder() {}

    public Builder modelWait(Duration value) {
      modelWait = value;
      return this;
    }

    public Builder waitingBytes(long value) {
      waitingBytes = value;
      return this;
    }

    public Builder maxModels(int value) {
      maxModels = value;
      return this;
    }

    public Builder networkLimit(NetworkLimit value) {
      networkLimit = value;
      return this;
    }

    /** The limits, which are checked by what they are given to. */
    public ServingLimits build() {
      return new ServingLimits(modelWait, waitingBytes, maxModels, networkLimit.weights());
    }
  }
}
