package io.firstspike.pipeline.ml.classification;

import io.firstspike.pipeline.ml.param.HasLabelCol;
import io.firstspike.pipeline.ml.param.HasNetwork;
import io.firstspike.pipeline.ml.param.HasSeed;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameters of {@link SpikingClassifier} and {@link OnlineSpikingClassifier}.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface SpikingClassifierParams<T>
    extends HasNetwork<T>, HasSeed<T>, HasLabelCol<T>, SpikingClassifierModelParams<T> {}
