package io.firstspike.pipeline.ml.classification;

import io.firstspike.pipeline.ml.table.ModelData;
import io.firstspike.pipeline.ml.table.Rows;
import io.firstspike.pipeline.ml.table.SaveModel;
import io.firstspike.pipeline.ml.table.SavedModel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.Model;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Classifies images with the latest version of a model that goes on learning. Each prediction names
 * the version that decided; rows that come before the first version wait for it.
 */
public final class OnlineSpikingClassifierModel
    implements Model<OnlineSpikingClassifierModel>,
        SpikingClassifierModelParams<OnlineSpikingClassifierModel> {

  private static final long serialVersionUID = 1L;

  private final Map<Param<?>, Object> params = new HashMap<>();
  private transient Table decided;
  private transient Table modelData;

  /** Makes a stage without model data, whose parameters have their defaults. */
  public OnlineSpikingClassifierModel() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  OnlineSpikingClassifierModel(Table decided) {
    this();
    this.decided = decided;
  }

  /** Adds the columns of predictions. */
  @Override
  public Table[] transform(Table... inputs) {
    return new Table[] {
      ClassifyRows.transform(Rows.only(inputs), ModelData.require(modelData, this), this)
    };
  }

  /**
   * The rows that were learned from, with the decisions made before their labels were learned
   * (prequential).
   *
   * @throws ValidationException if this model has not been fitted in this program
   */
  public Table getDecided() {
    if (decided == null) {
      throw new ValidationException(
          "only a model that fit has returned tells the decisions made while it learned");
    }
    return decided;
  }

  @Override
  public OnlineSpikingClassifierModel setModelData(Table... inputs) {
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

  /** Saves the parameters at once; while the job runs, each version replaces the one before. */
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
  public static OnlineSpikingClassifierModel load(StreamTableEnvironment environment, String path)
      throws IOException {
    OnlineSpikingClassifierModel stage =
        SavedModel.isFile(path)
            ? new OnlineSpikingClassifierModel()
            : ReadWriteUtils.loadStageParam(path);
    return stage.setModelData(ModelData.of(environment, SavedModel.read(path)));
  }

  /** Reads a saved stage to use it without Flink's runtime. */
  public static SpikingClassifierModelServable loadServable(String path) throws IOException {
    return SpikingClassifierModelServable.load(path);
  }
}
