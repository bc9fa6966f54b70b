package io.firstspike.pipeline.ml.feature;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.ml.predict.FeatureExtractor;
import io.firstspike.pipeline.ml.table.DataFrames;
import io.firstspike.pipeline.ml.table.SavedModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.ModelServable;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ServableReadWriteUtils;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Extracts features like {@link SpikingFeatureExtractorModel}, without Flink's runtime. Not
 * thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class SpikingFeatureExtractorModelServable
    implements ModelServable<SpikingFeatureExtractorModelServable>,
        SpikingFeatureExtractorModelParams<SpikingFeatureExtractorModelServable> {

  private final Map<Param<?>, Object> params = new HashMap<>();
  private Model model;
  private FeatureExtractor extractor;

  /** Makes a servable without a model, whose parameters have their defaults. */
  public SpikingFeatureExtractorModelServable() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  /** Reads a saved {@link SpikingFeatureExtractorModel}. */
  public static SpikingFeatureExtractorModelServable load(String path) throws IOException {
    SpikingFeatureExtractorModelServable servable =
        ServableReadWriteUtils.loadServableParam(path, SpikingFeatureExtractorModelServable.class);
    servable.model = SavedModel.read(path, servable.networkLimit());
    return servable;
  }

  @Override
  public SpikingFeatureExtractorModelServable setModelData(InputStream... files)
      throws IOException {
    model = SavedModel.read(networkLimit(), files);
    extractor = null;
    return this;
  }

  @Override
  public DataFrame transform(DataFrame input) {
    if (extractor == null) {
      extractor = FeatureExtractor.of(SavedModel.require(model, this), getBackend());
    }
    boolean volleys = DataFrames.holdsVolleys(input, getInputCol());
    return DataFrames.add(
        input,
        getInputCol(),
        List.of(getOutputCol()),
        List.of(DataFrames.VOLLEY),
        getHandleInvalid(),
        values -> features(values, volleys));
  }

  private List<Object[]> features(List<Object> values, boolean volleys) {
    List<Volley> features =
        volleys
            ? extractor.ofVolleys(DataFrames.volleys(values))
            : extractor.ofImages(
                DataFrames.images(values, getInputCol(), pixelLayout(), extractor.spec().input()));
    return features.stream().map(volley -> new Object[] {volley}).toList();
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }
}
