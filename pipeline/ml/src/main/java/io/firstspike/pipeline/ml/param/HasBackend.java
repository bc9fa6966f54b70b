package io.firstspike.pipeline.ml.param;

import io.firstspike.engine.backend.Backends;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameter that names what executes the network.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasBackend<T> extends WithParams<T> {

  Param<String> BACKEND =
      new StringParam(
          "backend",
          "What executes the network: cpu, cuda, another backend on the class path, or auto.",
          Backends.CPU,
          ParamValidators.notNull());

  default String getBackend() {
    return get(BACKEND);
  }

  default T setBackend(String value) {
    return set(BACKEND, value);
  }
}
