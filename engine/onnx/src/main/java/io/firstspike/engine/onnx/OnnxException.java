package io.firstspike.engine.onnx;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Thrown for an ONNX file that cannot be used; the message names file, node and remedy. */
@API(status = Status.MAINTAINED)
public final class OnnxException extends RuntimeException {

  public OnnxException(String message) {
    super(message);
  }

  public OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
