package io.firstspike.pipeline.ml.classification;

import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.ml.table.ModelData;
import io.firstspike.pipeline.ml.table.ModelStage;
import java.io.IOException;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Classifies images, or the features of a {@code SpikingFeatureExtractorModel}, with one model. Its
 * model data is a model file's content; any model of the command line will do.
 *
 * <pre>{@code
 * SpikingClassifierModel model = SpikingClassifierModel.load(tEnv, file);
 * Table predictions = model.transform(digits)[0];
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class SpikingClassifierModel extends ModelStage<SpikingClassifierModel>
    implements SpikingClassifierModelParams<SpikingClassifierModel> {

  private static final long serialVersionUID = 1L;

  /** Makes a stage without model data, whose parameters have their defaults. */
  public SpikingClassifierModel() {
    // Flink ML makes stages by this constructor.
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
    return new Table[] {ClassifyRows.transform(inputs[0], modelData(), this)};
  }

  /**
   * Reads a saved stage, or makes one of a model file with default parameters.
   *
   * @throws ValidationException if there is no model, a damaged one, or one beyond the limit
   */
  public static SpikingClassifierModel load(StreamTableEnvironment environment, String path)
      throws IOException {
    return load(environment, path, SpikingClassifierModel::new);
  }

  /** Reads a saved stage to use it without Flink's runtime. */
  public static SpikingClassifierModelServable loadServable(String path) throws IOException {
    return SpikingClassifierModelServable.load(path);
  }
}
