package io.firstspike.pipeline.ml.classification;

import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.ml.table.ModelData;
import io.firstspike.pipeline.ml.table.Rows;
import io.firstspike.pipeline.ml.table.SaveModel;
import io.firstspike.pipeline.ml.table.SavedModel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Classifies images, or the features of a {@code SpikingFeatureExtractorModel}, with one model. Its
 * model data is a model file's content; any model of the command line will do.
 *
 * <pre>{@code
 * SpikingClassifierModel model = SpikingClassifierModel.load(tEnv, file);
 * Table predictions = model.transform(digits)[0];
 * }</pre>
 */
public final class SpikingClassifierModel
    implements org.apache.flink.ml.api.Model<SpikingClassifierModel>,
        SpikingClassifierModelParams<SpikingClassifierModel> {

  private static final long serialVersionUID = 1L;

  private final Map<Param<?>, Object> params = new HashMap<>();
  private transient Table modelData;

  /** Makes a stage without model data, whose parameters have their defaults. */
  public SpikingClassifierModel() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  /** Makes a stage that classifies with {@code model}. */
  public static SpikingClassifierModel of(StreamTableEnvironment environment, Model model) {
    return new SpikingClassifierModel().setModelData(ModelData.of(environment, model));
  }

  /**
   * Adds the columns of predictions to the first table. A second table, the model data that a
   * feature extractor passes on while a pipeline is fitted, is not needed any more.
   */
  @Override
  public Table[] transform(Table... inputs) {
    return new Table[] {
      ClassifyRows.transform(inputs[0], ModelData.require(modelData, this), this)
    };
  }

  @Override
  public SpikingClassifierModel setModelData(Table... inputs) {
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
  public static SpikingClassifierModel load(StreamTableEnvironment environment, String path)
      throws IOException {
    SpikingClassifierModel stage =
        SavedModel.isFile(path)
            ? new SpikingClassifierModel()
            : ReadWriteUtils.loadStageParam(path);
    return stage.setModelData(ModelData.of(environment, SavedModel.read(path)));
  }

  /** Reads a saved stage to use it without Flink's runtime. */
  public static SpikingClassifierModelServable loadServable(String path) throws IOException {
    return SpikingClassifierModelServable.load(path);
  }
}
