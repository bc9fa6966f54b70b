package io.firstspike.pipeline.ml.classification;

import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.ml.predict.Classification;
import io.firstspike.pipeline.ml.predict.ModelClassifier;
import io.firstspike.pipeline.ml.table.DataFrames;
import io.firstspike.pipeline.ml.table.PredictionColumns;
import io.firstspike.pipeline.ml.table.SavedModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.ModelServable;
import org.apache.flink.ml.servable.types.DataType;
import org.apache.flink.ml.servable.types.DataTypes;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ServableReadWriteUtils;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Classifies like {@link SpikingClassifierModel}, without Flink's runtime. Not thread-safe.
 *
 * <pre>{@code
 * PipelineModelServable servable = PipelineModelServable.load(saved);
 * DataFrame predictions = servable.transform(images);
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class SpikingClassifierModelServable
    implements ModelServable<SpikingClassifierModelServable>,
        SpikingClassifierModelParams<SpikingClassifierModelServable> {

  private static final List<DataType> TYPES =
      List.of(DataTypes.STRING, DataTypes.FLOAT, DataTypes.FLOAT, DataTypes.STRING);

  private final Map<Param<?>, Object> params = new HashMap<>();
  private Model model;
  private ModelClassifier classifier;

  /** Makes a servable without a model, whose parameters have their defaults. */
  public SpikingClassifierModelServable() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  /** Reads a saved {@link SpikingClassifierModel} or {@link OnlineSpikingClassifierModel}. */
  public static SpikingClassifierModelServable load(String path) throws IOException {
    SpikingClassifierModelServable servable =
        ServableReadWriteUtils.loadServableParam(path, SpikingClassifierModelServable.class);
    servable.model = SavedModel.read(path, servable.networkLimit());
    return servable;
  }

  @Override
  public SpikingClassifierModelServable setModelData(InputStream... files) throws IOException {
    model = SavedModel.read(networkLimit(), files);
    classifier = null;
    return this;
  }

  @Override
  public DataFrame transform(DataFrame input) {
    if (classifier == null) {
      classifier = ModelClassifier.of(SavedModel.require(model, this), getBackend());
    }
    boolean volleys = DataFrames.holdsVolleys(input, getInputCol());
    return DataFrames.add(
        input,
        getInputCol(),
        predictionCols(),
        TYPES,
        getHandleInvalid(),
        values -> classify(values, volleys).stream().map(PredictionColumns::values).toList());
  }

  private List<Classification> classify(List<Object> values, boolean volleys) {
    return volleys
        ? classifier.decide(DataFrames.volleys(values))
        : classifier.classify(
            DataFrames.images(values, getInputCol(), pixelLayout(), classifier.spec().input()));
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }
}
