package io.firstspike.pipeline.ml.param;

import io.firstspike.engine.spec.NetworkLimit;
import org.apache.flink.ml.param.LongParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.WithParams;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameter that bounds networks, whether they come as a spec or with a model.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasNetworkLimit<T> extends WithParams<T> {

  Param<Long> MAX_WEIGHTS =
      new LongParam(
          "maxWeights",
          "Weights of the largest network that is taken, all layers together, and as many neurons.",
          NetworkLimit.DEFAULT_WEIGHTS,
          ParamValidators.inRange(1L, NetworkLimit.MOST_WEIGHTS));

  default long getMaxWeights() {
    return get(MAX_WEIGHTS);
  }

  /** Sets the limit. Set it first: a network that is named by a file is read when it is set. */
  default T setMaxWeights(long value) {
    return set(MAX_WEIGHTS, value);
  }

  /** The limit that the parameter describes. */
  default NetworkLimit networkLimit() {
    return new NetworkLimit(getMaxWeights());
  }
}
