package io.firstspike.pipeline.ml.param;

import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameter that names the column of volleys that a stage adds.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasOutputCol<T> extends WithParams<T> {

  Param<String> OUTPUT_COL =
      new StringParam(
          "outputCol", "The column of volleys that is added.", "volley", ParamValidators.notNull());

  default String getOutputCol() {
    return get(OUTPUT_COL);
  }

  default T setOutputCol(String value) {
    return set(OUTPUT_COL, value);
  }
}
