package io.firstspike.pipeline.ml.param;

import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameter for rows that cannot be used, such as one whose image is damaged.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasInvalid<T> extends WithParams<T> {

  String ERROR = "error";
  String SKIP = "skip";
  String KEEP = "keep";

  Param<String> HANDLE_INVALID =
      new StringParam(
          "handleInvalid",
          "What is done with rows that cannot be used: error ends the job, skip leaves them out,"
              + " keep sets the added columns to null.",
          ERROR,
          ParamValidators.inArray(ERROR, SKIP, KEEP));

  default String getHandleInvalid() {
    return get(HANDLE_INVALID);
  }

  default T setHandleInvalid(String value) {
    return set(HANDLE_INVALID, value);
  }
}
