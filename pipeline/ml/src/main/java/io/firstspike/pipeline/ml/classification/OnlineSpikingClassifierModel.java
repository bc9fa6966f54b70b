package io.firstspike.pipeline.ml.classification;

import io.firstspike.pipeline.ml.table.ModelStage;
import io.firstspike.pipeline.ml.table.Rows;
import java.io.IOException;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Classifies images with the latest version of a model that goes on learning. Each prediction names
 * the version that decided; rows that come before the first version wait for it.
 */
@API(status = Status.MAINTAINED)
public final class OnlineSpikingClassifierModel extends ModelStage<OnlineSpikingClassifierModel>
    implements SpikingClassifierModelParams<OnlineSpikingClassifierModel> {

  private static final long serialVersionUID = 1L;

  private transient Table decided;

  /** Makes a stage without model data, whose parameters have their defaults. */
  public OnlineSpikingClassifierModel() {
    // Flink ML makes stages by this constructor.
  }

  OnlineSpikingClassifierModel(Table decided) {
    this();
    this.decided = decided;
  }

  /** Adds the columns of predictions. */
  @Override
  public Table[] transform(Table... inputs) {
    return new Table[] {ClassifyRows.transform(Rows.only(inputs), modelData(), this)};
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

  /**
   * Reads a saved stage, or makes one of a model file with default parameters.
   *
   * @throws ValidationException if there is no model, a damaged one, or one beyond the limit
   */
  public static OnlineSpikingClassifierModel load(StreamTableEnvironment environment, String path)
      throws IOException {
    return load(environment, path, OnlineSpikingClassifierModel::new);
  }

  /** Reads a saved stage to use it without Flink's runtime. */
  public static SpikingClassifierModelServable loadServable(String path) throws IOException {
    return SpikingClassifierModelServable.load(path);
  }
}
