package io.firstspike.pipeline.ml.table;

import io.firstspike.pipeline.ml.param.HasNetworkLimit;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.ml.api.Model;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A stage with a network as its model data ({@link ModelData}): what Flink ML asks of each such
 * stage beside its transformation.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public abstract class ModelStage<T extends ModelStage<T>> implements Model<T>, HasNetworkLimit<T> {

  private static final long serialVersionUID = 1L;

  private final Map<Param<?>, Object> params = new HashMap<>();
  private transient Table modelData;

  /** Makes a stage without model data, whose parameters have their defaults. */
  protected ModelStage() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  /**
   * The model data.
   *
   * @throws ValidationException if there is none
   */
  protected final Table modelData() {
    if (modelData == null) {
      throw new ValidationException(
          getClass().getSimpleName()
              + " has no model data: fit one, load one, or call setModelData");
    }
    return modelData;
  }

  @Override
  @SuppressWarnings("unchecked") // a stage's type is its own
  public final T setModelData(Table... inputs) {
    modelData = Rows.only(inputs);
    return (T) this;
  }

  @Override
  public final Table[] getModelData() {
    return new Table[] {modelData()};
  }

  @Override
  public final Map<Param<?>, Object> getParamMap() {
    return params;
  }

  /**
   * Saves the parameters at once, and the model when the job is executed; while a job learns, each
   * version replaces the one before it.
   */
  @Override
  public final void save(String path) throws IOException {
    ReadWriteUtils.saveMetadata(this, path);
    SaveModel.of(modelData(), path);
  }

  /**
   * Reads a saved stage, or makes one of a model file with default parameters.
   *
   * <p>A saved stage's own limit bounds its model.
   *
   * @param path the folder of a stage, or a model file
   * @param fresh makes a stage whose parameters have their defaults
   * @throws ValidationException if there is no model, or a damaged one
   */
  protected static <T extends ModelStage<T>> T load(
      StreamTableEnvironment environment, String path, Supplier<T> fresh) throws IOException {
    T stage = SavedModel.isFile(path) ? fresh.get() : ReadWriteUtils.<T>loadStageParam(path);
    return stage.setModelData(
        ModelData.of(environment, SavedModel.read(path, stage.networkLimit())));
  }
}
