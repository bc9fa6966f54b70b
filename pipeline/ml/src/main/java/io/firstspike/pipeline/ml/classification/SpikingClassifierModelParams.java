package io.firstspike.pipeline.ml.classification;

import io.firstspike.pipeline.ml.param.HasBackend;
import io.firstspike.pipeline.ml.param.HasInputCol;
import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.param.HasNetworkLimit;
import io.firstspike.pipeline.ml.param.HasPredictionCols;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameters of {@link SpikingClassifierModel} and {@link OnlineSpikingClassifierModel}.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface SpikingClassifierModelParams<T>
    extends HasInputCol<T>,
        HasPredictionCols<T>,
        HasInvalid<T>,
        HasBackend<T>,
        HasNetworkLimit<T> {}
