package io.firstspike.pipeline.ml.classification;

import io.firstspike.pipeline.ml.param.HasLabelCol;
import io.firstspike.pipeline.ml.param.HasNetwork;
import io.firstspike.pipeline.ml.param.HasSeed;

/**
 * The parameters of {@link SpikingClassifier} and {@link OnlineSpikingClassifier}.
 *
 * @param <T> the stage's type
 */
public interface SpikingClassifierParams<T>
    extends HasNetwork<T>, HasSeed<T>, HasLabelCol<T>, SpikingClassifierModelParams<T> {}
