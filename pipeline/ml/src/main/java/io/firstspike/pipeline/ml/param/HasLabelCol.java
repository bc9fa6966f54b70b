package io.firstspike.pipeline.ml.param;

import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameter that names the column of labels.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasLabelCol<T> extends WithParams<T> {

  Param<String> LABEL_COL =
      new StringParam(
          "labelCol",
          "The column of labels: text, or whole numbers.",
          "label",
          ParamValidators.notNull());

  default String getLabelCol() {
    return get(LABEL_COL);
  }

  default T setLabelCol(String value) {
    return set(LABEL_COL, value);
  }
}
