package io.firstspike.pipeline.ml.param;

import java.util.List;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameters that name the columns of predictions.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasPredictionCols<T> extends WithParams<T> {

  Param<String> PREDICTION_COL =
      new StringParam(
          "predictionCol",
          "The column of predicted labels (STRING); null where the network is silent.",
          "prediction",
          ParamValidators.notNull());

  Param<String> POTENTIAL_COL =
      new StringParam(
          "potentialCol",
          "The column of the winners' potentials (FLOAT).",
          "potential",
          ParamValidators.notNull());

  Param<String> MARGIN_COL =
      new StringParam(
          "marginCol",
          "The column of the winners' leads over the second class (FLOAT).",
          "margin",
          ParamValidators.notNull());

  Param<String> MODEL_VERSION_COL =
      new StringParam(
          "modelVersionCol",
          "The column of the versions of the models that decided (STRING).",
          "modelVersion",
          ParamValidators.notNull());

  default String getPredictionCol() {
    return get(PREDICTION_COL);
  }

  default T setPredictionCol(String value) {
    return set(PREDICTION_COL, value);
  }

  default String getPotentialCol() {
    return get(POTENTIAL_COL);
  }

  default T setPotentialCol(String value) {
    return set(POTENTIAL_COL, value);
  }

  default String getMarginCol() {
    return get(MARGIN_COL);
  }

  default T setMarginCol(String value) {
    return set(MARGIN_COL, value);
  }

  default String getModelVersionCol() {
    return get(MODEL_VERSION_COL);
  }

  default T setModelVersionCol(String value) {
    return set(MODEL_VERSION_COL, value);
  }

  /** The names of the four columns, in the order in which they are added. */
  default List<String> predictionCols() {
    return List.of(getPredictionCol(), getPotentialCol(), getMarginCol(), getModelVersionCol());
  }
}
