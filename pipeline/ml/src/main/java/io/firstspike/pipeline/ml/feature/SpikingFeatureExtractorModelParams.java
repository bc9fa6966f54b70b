package io.firstspike.pipeline.ml.feature;

import io.firstspike.pipeline.ml.param.HasBackend;
import io.firstspike.pipeline.ml.param.HasInputCol;
import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.param.HasNetworkLimit;
import io.firstspike.pipeline.ml.param.HasOutputCol;
import org.apache.flink.ml.param.BooleanParam;
import org.apache.flink.ml.param.Param;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameters of {@link SpikingFeatureExtractorModel}.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface SpikingFeatureExtractorModelParams<T>
    extends HasInputCol<T>, HasOutputCol<T>, HasInvalid<T>, HasBackend<T>, HasNetworkLimit<T> {

  Param<Boolean> WITH_MODEL_DATA =
      new BooleanParam(
          "withModelData",
          "Whether transform gives the model data as a second table: a SpikingClassifier that comes"
              + " next in a pipeline then learns decisions on these features, and its model is the"
              + " whole network.",
          false);

  default boolean getWithModelData() {
    return get(WITH_MODEL_DATA);
  }

  default T setWithModelData(boolean value) {
    return set(WITH_MODEL_DATA, value);
  }
}
