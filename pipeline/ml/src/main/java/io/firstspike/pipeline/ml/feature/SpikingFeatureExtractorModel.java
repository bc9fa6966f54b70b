package io.firstspike.pipeline.ml.feature;

import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.ml.table.AddedColumns;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.ModelData;
import io.firstspike.pipeline.ml.table.Rows;
import io.firstspike.pipeline.ml.table.SaveModel;
import io.firstspike.pipeline.ml.table.SavedModel;
import io.firstspike.pipeline.ml.table.Stages;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Extracts features: the volleys that the network's decision layer reads, from images or from the
 * volleys of a {@link SpikeEncoder} of the same network. Its model data is a model file's content;
 * any model of the command line will do.
 */
public final class SpikingFeatureExtractorModel
    implements org.apache.flink.ml.api.Model<SpikingFeatureExtractorModel>,
        SpikingFeatureExtractorModelParams<SpikingFeatureExtractorModel> {

  private static final long serialVersionUID = 1L;

  private final Map<Param<?>, Object> params = new HashMap<>();
  private transient Table modelData;

  /** Makes a stage without model data, whose parameters have their defaults. */
  public SpikingFeatureExtractorModel() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  /** Makes a stage that extracts the features of {@code model}. */
  public static SpikingFeatureExtractorModel of(StreamTableEnvironment environment, Model model) {
    return new SpikingFeatureExtractorModel().setModelData(ModelData.of(environment, model));
  }

  /** Adds the column of features; the second table is the model data, if that is wanted. */
  @Override
  public Table[] transform(Table... inputs) {
    Table table = Rows.only(inputs);
    InputColumn input =
        InputColumn.imagesOrVolleys(table.getResolvedSchema(), getInputCol(), pixelLayout());
    AddedColumns columns =
        AddedColumns.to(
            table,
            input.name(),
            List.of(getOutputCol()),
            List.of(SpikeTypes.VOLLEY),
            getHandleInvalid());
    String backend = getBackend();
    Table transformed =
        Stages.apply(
            "extract features",
            table,
            ModelData.require(modelData, this),
            (model, version) -> ExtractRows.of(model, input, backend),
            columns);
    return getWithModelData() ? new Table[] {transformed, modelData} : new Table[] {transformed};
  }

  @Override
  public SpikingFeatureExtractorModel setModelData(Table... inputs) {
    modelData = Rows.only(inputs);
    return this;
  }

  @Override
  public Table[] getModelData() {
    return new Table[] {ModelData.require(modelData, this)};
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  /** Saves the parameters at once, and the model when the job is executed. */
  @Override
  public void save(String path) throws IOException {
    ReadWriteUtils.saveMetadata(this, path);
    SaveModel.of(ModelData.require(modelData, this), path);
  }

  /**
   * Reads a saved stage, or makes one of a model file with default parameters.
   *
   * @throws ValidationException if there is no model, or a damaged one
   */
  public static SpikingFeatureExtractorModel load(StreamTableEnvironment environment, String path)
      throws IOException {
    SpikingFeatureExtractorModel stage =
        SavedModel.isFile(path)
            ? new SpikingFeatureExtractorModel()
            : ReadWriteUtils.loadStageParam(path);
    return stage.setModelData(ModelData.of(environment, SavedModel.read(path)));
  }

  /** Reads a saved stage to use it without Flink's runtime. */
  public static SpikingFeatureExtractorModelServable loadServable(String path) throws IOException {
    return SpikingFeatureExtractorModelServable.load(path);
  }
}
