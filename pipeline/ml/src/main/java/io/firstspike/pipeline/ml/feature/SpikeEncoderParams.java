package io.firstspike.pipeline.ml.feature;

import io.firstspike.pipeline.ml.param.HasInputCol;
import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.param.HasNetwork;
import io.firstspike.pipeline.ml.param.HasOutputCol;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameters of {@link SpikeEncoder} and its servable.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface SpikeEncoderParams<T>
    extends HasNetwork<T>, HasInputCol<T>, HasOutputCol<T>, HasInvalid<T> {}
