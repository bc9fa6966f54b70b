package io.firstspike.pipeline.ml.param;

import org.apache.flink.ml.param.LongParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.WithParams;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameter for everything random in learning.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasSeed<T> extends WithParams<T> {

  Param<Long> SEED =
      new LongParam(
          "seed",
          "Draws the first weights, and everything else that is random in learning.",
          1L,
          ParamValidators.notNull());

  default long getSeed() {
    return get(SEED);
  }

  default T setSeed(long value) {
    return set(SEED, value);
  }
}
