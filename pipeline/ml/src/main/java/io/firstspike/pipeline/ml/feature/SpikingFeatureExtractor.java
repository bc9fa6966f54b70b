package io.firstspike.pipeline.ml.feature;

import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.param.HasNetwork;
import io.firstspike.pipeline.ml.param.HasSeed;
import io.firstspike.pipeline.ml.table.Fitting;
import io.firstspike.pipeline.ml.table.Fitting.Part;
import io.firstspike.pipeline.ml.table.FreshNetwork;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.Rows;
import io.firstspike.pipeline.ml.table.Stages;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.Estimator;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learns the feature layers of a network by STDP, without labels, from the images of a bounded
 * table or from the volleys of a {@link SpikeEncoder}. Rows are learned from in their order, as
 * often as the network's schedule requires; for an order that is the same every time, the table's
 * source must have parallelism 1.
 *
 * <pre>{@code
 * Table volleys = new SpikeEncoder().transform(digits)[0];
 * SpikingFeatureExtractorModel model = new SpikingFeatureExtractor()
 *     .setSchedule("S1=4000")
 *     .setInputCol("volley")
 *     .setOutputCol("features")
 *     .fit(volleys);
 * Table features = model.transform(volleys)[0];
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class SpikingFeatureExtractor
    implements Estimator<SpikingFeatureExtractor, SpikingFeatureExtractorModel>,
        HasNetwork<SpikingFeatureExtractor>,
        HasSeed<SpikingFeatureExtractor>,
        SpikingFeatureExtractorModelParams<SpikingFeatureExtractor> {

  private static final long serialVersionUID = 1L;

  private final Map<Param<?>, Object> params = new HashMap<>();

  /** Makes an estimator whose parameters have their defaults. */
  public SpikingFeatureExtractor() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  @Override
  public SpikingFeatureExtractorModel fit(Table... inputs) {
    Table table = Rows.only(inputs);
    InputColumn input =
        InputColumn.imagesOrVolleys(table.getResolvedSchema(), getInputCol(), pixelLayout());
    Fitting fitting = new Fitting(FreshNetwork.of(spec(), getSeed()), Part.FEATURES, 1);
    boolean skips = !getHandleInvalid().equals(HasInvalid.ERROR);
    Table modelData = Stages.fit("learn features", table, null, fitting, input, null, skips);
    SpikingFeatureExtractorModel model = new SpikingFeatureExtractorModel().setModelData(modelData);
    ParamUtils.updateExistingParams(model, params);
    return model;
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  @Override
  public void save(String path) throws IOException {
    ReadWriteUtils.saveMetadata(this, path);
  }

  /** Reads a saved estimator. */
  public static SpikingFeatureExtractor load(StreamTableEnvironment environment, String path)
      throws IOException {
    return ReadWriteUtils.loadStageParam(path);
  }
}
