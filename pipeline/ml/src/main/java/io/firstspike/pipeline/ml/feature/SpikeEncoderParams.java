package io.firstspike.pipeline.ml.feature;

import io.firstspike.pipeline.ml.param.HasInputCol;
import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.param.HasNetwork;
import io.firstspike.pipeline.ml.param.HasOutputCol;

/**
 * The parameters of {@link SpikeEncoder} and its servable.
 *
 * @param <T> the stage's type
 */
public interface SpikeEncoderParams<T>
    extends HasNetwork<T>, HasInputCol<T>, HasOutputCol<T>, HasInvalid<T> {}
